import { join } from 'node:path';
import { buildLeftovers } from '#core/pack/build-leftovers.ts';
import { estimateBytes } from '#core/pack/estimate.ts';
import type { FieldWeights } from '#core/pack/impact/field-weights.ts';
import { type ShardEntry, packKey } from '#core/pack/manifest.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Handling } from '#runtime/worker.ts';
import type { ChangeSet, OpenShard } from './change-set.ts';
import { holdPack, keepPack, localPack, makeRoom, roomText } from './local-pack.ts';
import { waitForRoom } from './room.ts';
import type { PackerDeps } from './worker.ts';

const ZSTD_LEVEL = 3;

type Deps = Pick<
  PackerDeps,
  'table' | 'objects' | 'unzstd' | 'compute' | 'scratch' | 'clock' | 'random' | 'metrics'
>;

/** What is built. */
interface ToBuild extends Pick<ChangeSet, 'touched'> {
  /** Whether the others are built anew too. */
  readonly all: boolean;
  /** Of words, in all packs alike. */
  readonly weights: FieldWeights;
}

/** What a build stands under. */
interface Under {
  readonly lease: Pick<HeldLease, 'fence' | 'assertHeld'>;
  readonly handling: Pick<Handling, 'signal' | 'log' | 'receive_count'>;
}

/**
 * The shards of the version to come, in order: those that were touched (or never built), or all, are built anew,
 * checked and stored; the others stand as they are.
 * @throws {RetryLater} when the disk has no room; the reason stands in the index's row until it has.
 */
export async function buildShards(
  deps: Deps,
  index: string,
  shards: readonly OpenShard[],
  { touched, all, weights }: ToBuild,
  under: Under,
): Promise<ShardEntry[]> {
  const built: ShardEntry[] = [];
  for (const shard of shards) {
    under.handling.signal.throwIfAborted();
    under.lease.assertHeld();
    const { name, definition, pack } = shard;
    if (pack !== undefined && !all && !touched.has(name)) built.push({ name, definition, pack });
    else built.push(await buildShard(deps, index, shard, { staged: touched.get(name), weights }, under));
  }
  return built;
}

async function buildShard(
  deps: Deps,
  index: string,
  { name, definition, pack }: OpenShard,
  { staged, weights }: { staged: { path: string; bytes: number } | undefined; weights: ToBuild['weights'] },
  { lease, handling }: Under,
): Promise<ShardEntry> {
  const begun_ms = deps.clock.monotonic();
  using holds = new DisposableStack();
  if (pack !== undefined) holds.use(holdPack(deps, pack.sha256));
  await roomFor(deps, index, name, estimateBytes(pack?.bytes ?? 0, staged?.bytes ?? 0), handling);
  const { scratch } = deps;
  const built = `building-${deps.random.id()}.sqlite`;
  const compressed = `${built}.zst`;
  const out = join(scratch.path, built);
  try {
    const made = await deps.compute.run('build_pack', {
      ...(pack === undefined ? {} : { base: holds.use(await localPack(deps, pack, handling.signal)).path }),
      ...(staged === undefined ? {} : { staging: staged.path }),
      out,
      definition,
      weights,
    });
    const { compressed_bytes } = await deps.compute.run('compress_pack', {
      path: out,
      out: join(scratch.path, compressed),
      level: ZSTD_LEVEL,
    });
    const key = packKey(index, name, made.sha256, lease.fence);
    const isLive = made.sha256 === pack?.sha256;
    // Written even if an older version has the same pack: its object may be on its way to the garbage.
    if (!isLive) await deps.objects.put(key, scratch.read(compressed), { signal: handling.signal });
    await keepPack(deps, built, made.sha256);
    deps.metrics.packBuilt({
      kind: pack === undefined ? 'full' : 'incremental',
      duration_ms: deps.clock.monotonic() - begun_ms,
      ...made,
    });
    return { name, definition, pack: isLive ? pack : { ...made, key, compressed_bytes } };
  } catch (error) {
    // A build tidies up behind itself, unless its thread died: what it left counts against the room for packs.
    for (const name of buildLeftovers(built)) await scratch.remove(name);
    throw error;
  } finally {
    await scratch.remove(built);
    await scratch.remove(compressed);
  }
}

async function roomFor(
  deps: Deps,
  index: string,
  shard: string,
  bytes: number,
  handling: Under['handling'],
): Promise<void> {
  const free = await makeRoom(deps, bytes);
  if (free >= bytes) return;
  const reason = `no room to pack shard ${shard} of "${index}": ${roomText(bytes, free)}`;
  await waitForRoom(deps, index, reason, handling);
}
