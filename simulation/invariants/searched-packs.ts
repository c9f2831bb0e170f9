import Database from 'better-sqlite3';
import { type Merged, mergeHits } from '#core/cluster/merge-hits.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import type { PackRef } from '#core/pack/manifest.ts';
import { searchPack, statisticsOf } from '#core/pack/search.ts';
import { sumStatistics } from '#core/query/statistics.ts';
import { DEPTH_MAX } from '#workers/orchestrator/search-answer.ts';
import { unpack } from './pack-documents.ts';

/** A pack of a version. */
export interface PublishedPack {
  readonly pack: PackRef;
  readonly bytes: Uint8Array;
}

/** Packs open in memory at once. */
const MOST_OPEN = 32;

/** Searches packs in memory, as searchers and router do together. */
export class SearchedPacks {
  readonly #open = new Map<string, PackIndex>();

  /**
   * What a query finds in packs of a version, as deep as anybody may ask.
   * @param weighed packs whose words count.
   * @throws {CorruptPack} when the bytes of a pack are not that pack.
   */
  search(packs: readonly PublishedPack[], query: string, weighed: readonly PublishedPack[]): Merged {
    const statistics = sumStatistics(weighed.map((one) => statisticsOf(this.#index(one), { query })));
    const asked = { query, statistics, limit: DEPTH_MAX, details_from: DEPTH_MAX };
    const answers = packs.map((one) => searchPack(this.#index(one), asked));
    return mergeHits(answers, { offset: 0, limit: DEPTH_MAX });
  }

  #index({ pack, bytes }: PublishedPack): PackIndex {
    const known = this.#open.get(pack.sha256);
    const index = known ?? new PackIndex(new Database(unpack(bytes, pack), { readonly: true }));
    // The one used longest ago stands first.
    this.#open.delete(pack.sha256);
    this.#open.set(pack.sha256, index);
    const [oldest] = this.#open;
    if (this.#open.size > MOST_OPEN && oldest !== undefined) {
      this.#open.delete(oldest[0]);
      oldest[1].close();
    }
    return index;
  }
}
