import type { GoldenQuery } from '#core/cluster/golden-queries.ts';
import { type GoldenSetting, placeOfExpected } from '#core/cluster/golden-setting.ts';
import { mergeAnswers } from '#core/cluster/merge-answers.ts';
import type { PackAnswer } from '#core/pack/ask-pack.ts';
import type { PackRef, ShardEntry } from '#core/pack/manifest.ts';
import { ComputeTimeout } from '#ports/compute.ts';
import type { Handling } from '#runtime/worker.ts';
import { localPack } from './local-pack.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'scratch' | 'objects' | 'unzstd' | 'random' | 'clock' | 'compute'>;

/** For all golden queries in one pack; fifty common words in a million documents take seconds. */
const ASK_TIMEOUT_MS = 60_000;

/**
 * Asks golden queries of two versions, just as a search asks: every shard of each, merged. Packs that both have are asked
 * once. One is held at a time, so that a disk on which one has room has enough.
 * @returns where the expected pages are; none when a pack took too long, which is no word against the version.
 * @throws {CorruptPack} {@link ObjectMissing}; {@link NoRoom} when not even one pack fits; an error of the disk.
 */
export async function goldenAnswers(
  deps: Deps,
  golden: readonly GoldenSetting[],
  versions: { readonly live: readonly ShardEntry[]; readonly candidate: readonly ShardEntry[] },
  { signal, log }: Pick<Handling, 'signal' | 'log'>,
): Promise<GoldenQuery[]> {
  if (golden.length === 0) return [];
  const packs = [...versions.live, ...versions.candidate].map(({ pack }) => pack);
  const answers = new Map<string, readonly PackAnswer[]>();
  try {
    for (const pack of packs)
      if (!answers.has(pack.sha256)) answers.set(pack.sha256, await ask(deps, pack, golden, signal));
  } catch (error) {
    if (!(error instanceof ComputeTimeout)) throw error;
    log.warn({ err: error }, 'golden queries take too long; the version is judged without them');
    return [];
  }
  const placeIn = (shards: readonly ShardEntry[], n: number, { expected, top }: GoldenSetting) => {
    const lists = shards.map(
      ({ pack }) => answers.get(pack.sha256)?.[n] ?? { match: 'any' as const, hits: [] },
    );
    return placeOfExpected(expected, mergeAnswers(lists, top));
  };
  return golden.map((setting, n) => ({
    ...setting,
    before: placeIn(versions.live, n, setting),
    after: placeIn(versions.candidate, n, setting),
  }));
}

async function ask(
  deps: Deps,
  pack: PackRef,
  golden: readonly GoldenSetting[],
  signal: AbortSignal,
): Promise<readonly PackAnswer[]> {
  signal.throwIfAborted();
  using local = await localPack(deps, pack, signal);
  const questions = golden.map(({ query, top }) => ({ query, limit: top }));
  return await deps.compute.run(
    'ask_pack',
    { path: local.path, questions },
    { timeout_ms: ASK_TIMEOUT_MS, signal },
  );
}
