import type { GoldenQuery } from '#core/cluster/golden-queries.ts';
import type { Statistics } from '#ports/question.ts';
import { type GoldenSetting, placeOfExpected } from '#core/cluster/golden-setting.ts';
import { mergeHits } from '#core/cluster/merge-hits.ts';
import type { PackRef, ShardEntry } from '#core/pack/manifest.ts';
import type { PackHits } from '#core/pack/search.ts';
import { sumStatistics } from '#core/query/statistics.ts';
import { ComputeTimeout } from '#ports/compute.ts';
import type { Handling } from '#runtime/worker.ts';
import type { GateRules } from './gate-rules.ts';
import { localPack } from './local-pack.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'scratch' | 'objects' | 'unzstd' | 'random' | 'clock' | 'compute'>;

/** For all golden queries in one pack; fifty common words in a million documents take seconds. */
const ASK_TIMEOUT_MS = 60_000;

/**
 * Asks golden queries of two versions, just as a search asks: every shard of each, merged. One pack is held at a time, so that a disk on which one has room has enough.
 * @returns where the expected pages are; none when a pack took too long, which is no word against the version.
 * @throws {CorruptPack} {@link ObjectMissing}; {@link NoRoom} when not even one pack fits; an error of the disk.
 */
export async function goldenAnswers(
  deps: Deps,
  { golden, tuned }: Pick<GateRules, 'golden' | 'tuned'>,
  versions: { readonly live: readonly ShardEntry[]; readonly candidate: readonly ShardEntry[] },
  { signal, log }: Pick<Handling, 'signal' | 'log'>,
): Promise<GoldenQuery[]> {
  if (golden.length === 0) return [];
  const asking = new GoldenAsking(deps, { golden, tuned }, signal);
  try {
    const [live, candidate] = [await asking.of(versions.live), await asking.of(versions.candidate)];
    const placeIn = (answers: readonly (readonly PackHits[])[], n: number): number | null => {
      const setting = golden[n];
      if (setting === undefined) return null;
      const { hits } = mergeHits(
        answers.map((answer) => answer[n]),
        { offset: 0, limit: setting.top },
      );
      return placeOfExpected(
        setting.expected,
        hits.map(({ id }) => id),
      );
    };
    return golden.map((setting, n) => ({
      ...setting,
      before: placeIn(live, n),
      after: placeIn(candidate, n),
    }));
  } catch (error) {
    if (!(error instanceof ComputeTimeout)) throw error;
    log.warn({ err: error }, 'golden queries take too long; the version is judged without them');
    return [];
  }
}

/** Asks golden queries of versions: first how many documents of each pack have their words, then for their hits. */
class GoldenAsking {
  readonly #deps: Deps;
  readonly #golden: readonly GoldenSetting[];
  readonly #tuned: GateRules['tuned'];
  readonly #signal: AbortSignal;
  /** By pack. */
  readonly #counts = new Map<string, readonly Statistics[]>();

  constructor(deps: Deps, { golden, tuned }: Pick<GateRules, 'golden' | 'tuned'>, signal: AbortSignal) {
    this.#deps = deps;
    this.#golden = golden;
    this.#tuned = tuned;
    this.#signal = signal;
  }

  /** The answers of each shard of a version, by query. */
  async of(shards: readonly ShardEntry[]): Promise<(readonly PackHits[])[]> {
    const options = { timeout_ms: ASK_TIMEOUT_MS, signal: this.#signal };
    const { compute } = this.#deps;
    const queries = this.#golden.map(({ query }) => this.#tuned(query));
    const counts: (readonly Statistics[])[] = [];
    for (const { pack } of shards) {
      const known = this.#counts.get(pack.sha256);
      const told =
        known ?? (await this.#with(pack, (path) => compute.run('count_pack', { path, queries }, options)));
      this.#counts.set(pack.sha256, told);
      counts.push(told);
    }
    const questions = this.#golden.map(({ query, top }, n) => ({
      ...this.#tuned(query),
      limit: top,
      statistics: sumStatistics(counts.flatMap((told) => told[n] ?? [])),
    }));
    const answers: (readonly PackHits[])[] = [];
    for (const { pack } of shards)
      answers.push(await this.#with(pack, (path) => compute.run('ask_pack', { path, questions }, options)));
    return answers;
  }

  async #with<Result>(pack: PackRef, ask: (path: string) => Promise<Result>): Promise<Result> {
    this.#signal.throwIfAborted();
    using local = await localPack(this.#deps, pack, this.#signal);
    return await ask(local.path);
  }
}
