import type { Manifest } from '#core/pack/manifest.ts';
import { publish } from '#core/pack/publish.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { versionChain } from '#core/pack/version-chain.ts';
import { isLive } from '#core/tables/heads.ts';
import { Discard, type Handler } from '#runtime/worker.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Publishes an older version again, as a new one: one write, no pack is built or moved. A version that is held waits
 * on. A message that comes again finds the version that it made: without a version named, it would go back from that.
 */
export function rollback(deps: PackerDeps): Handler<'rollback'> {
  return async ({ index, version }, handling) => {
    const made = await withLease(deps, index, handling.signal, async (lease, head) => {
      if (!isLive(head)) throw new Discard(`there is no index "${index}" to roll back`);
      const live = await readManifest(deps.objects, head);
      const kept = await Array.fromAsync(versionChain(deps.objects, live));
      const asked_by = handling.origin.cause;
      const already = kept.find((manifest) => asked_by !== undefined && manifest.asked_by === asked_by);
      if (already !== undefined) return already;
      const { shards, weights, version: target } = findVersion(live, kept, version);
      const reason = `rollback to version ${target}`;
      const next = { shards, weights, reason, asked_by, created_at_ms: deps.clock.now() };
      return publish(deps, lease, head, next, true);
    });
    deps.metrics.versionPublished('rollback');
    handling.log.info({ index, version: made.version, reason: made.reason }, 'published');
    await handling.send({ type: 'update', index, version: made.version });
  };
}

/** @param kept the live version and those before it, the newest first. */
function findVersion(live: Manifest, kept: readonly Manifest[], wanted: number | undefined): Manifest {
  const older = kept.slice(1);
  const found = older.find(({ version }) => version === (wanted ?? live.version - 1));
  if (found !== undefined) return found;
  const versions = older.map(({ version }) => version);
  throw new Discard(`"${live.index}" cannot go back${whyNot(live.version, wanted, versions)}`);
}

/** @param older versions that are kept beside the live one, the newest first. */
function whyNot(live: number, wanted: number | undefined, older: readonly number[]): string {
  if (wanted === undefined) return `: there is no version before ${live}, which is live`;
  if (wanted === live) return ` to version ${wanted}: it is live`;
  if (older.length === 0) return ` to version ${wanted}: only version ${live}, which is live, is kept`;
  return ` to version ${wanted}: beside version ${live}, which is live, ${older.join(', ')} are kept`;
}
