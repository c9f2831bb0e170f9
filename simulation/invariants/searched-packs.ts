import Database from 'better-sqlite3';
import { mergeHits } from '#core/cluster/merge-hits.ts';
import type { PackRef } from '#core/pack/manifest.ts';
import { searchPack } from '#core/pack/search.ts';
import { SnippetCutter } from '#core/pack/snippet.ts';
import { DEPTH_MAX } from '#workers/orchestrator/search-answer.ts';
import { unpack } from './pack-documents.ts';

/** What a query finds in a version as a whole, without any cluster between. */
export interface Ranking {
  /** Documents that match. */
  readonly total: number;
  /** The best {@link DEPTH_MAX} of them. */
  readonly ids: readonly string[];
}

/** Packs open in memory at once. */
const MOST_OPEN = 32;

/** Searches packs in memory, as searchers and router do together. */
export class SearchedPacks {
  readonly #open = new Map<string, Database.Database>();
  readonly #snippets = new SnippetCutter();

  /** @throws {CorruptPack} when the bytes of a pack are not that pack. */
  search(
    packs: readonly { readonly pack: PackRef; readonly bytes: Uint8Array }[],
    query: string,
    match: 'all' | 'any',
  ): Ranking {
    const request = { query, match, limit: DEPTH_MAX, details_from: DEPTH_MAX };
    const found = packs.map(({ pack, bytes }) => searchPack(this.#db(pack, bytes), request, this.#snippets));
    const lists = found.map(({ hits }) => hits);
    return {
      total: found.reduce((sum, { total }) => sum + total, 0),
      ids: mergeHits(lists, 0, DEPTH_MAX).map(({ id }) => id),
    };
  }

  #db(pack: PackRef, bytes: Uint8Array): Database.Database {
    const db = this.#open.get(pack.sha256) ?? new Database(unpack(bytes, pack), { readonly: true });
    // The one used longest ago stands first.
    this.#open.delete(pack.sha256);
    this.#open.set(pack.sha256, db);
    const [oldest] = this.#open;
    if (this.#open.size > MOST_OPEN && oldest !== undefined) {
      this.#open.delete(oldest[0]);
      oldest[1].close();
    }
    return db;
  }
}
