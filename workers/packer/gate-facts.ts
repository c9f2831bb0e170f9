import { type Losses, addLosses, countLosses } from '#core/cluster/lost-by.ts';
import type { GateFacts, SiteLoss } from '#core/cluster/publish-gate.ts';
import { type Manifest, type ShardEntry, countBytes, countDocuments } from '#core/pack/manifest.ts';
import type { ChangeSet } from './change-set.ts';
import { localPack } from './local-pack.ts';
import type { PackerDeps } from './worker.ts';

interface Candidate {
  readonly live: Manifest | undefined;
  readonly shards: readonly ShardEntry[];
  readonly changes: Pick<ChangeSet, 'lost' | 'known' | 'failed'>;
  readonly spare_documents: number;
}

/**
 * What the gate is told of a version that is built. How many documents each site has is counted only where one lost more
 * than is spared, for the packs of all shards are read for that.
 */
export async function gateFacts(
  deps: PackerDeps,
  { live, shards, changes, spare_documents }: Candidate,
  signal: AbortSignal,
): Promise<GateFacts> {
  const { known, failed } = changes;
  const candidate = { shards: [...shards] };
  const much = new Map([...changes.lost].filter(([, losses]) => countLosses(losses) > spare_documents));
  return {
    live: live === undefined ? undefined : sizeOf(live),
    candidate: sizeOf(candidate),
    lost: allLosses(changes),
    sites: live === undefined ? [] : await siteLosses(deps, live, much, signal),
    crawl: { known, failed },
  };
}

/** Of all sites together. */
export function allLosses({ lost }: Pick<ChangeSet, 'lost'>): Losses {
  return [...lost.values()].reduce(addLosses, {});
}

function sizeOf(version: Pick<Manifest, 'shards'>): { documents: number; bytes: number } {
  return { documents: countDocuments(version), bytes: countBytes(version) };
}

async function siteLosses(
  deps: PackerDeps,
  live: Manifest,
  lost: ChangeSet['lost'],
  signal: AbortSignal,
): Promise<SiteLoss[]> {
  if (lost.size === 0) return [];
  const sites = [...lost.keys()];
  const documents = sites.map(() => 0);
  for (const { pack } of live.shards) {
    using local = await localPack(deps, pack, signal);
    const counts = await deps.compute.run('count_sites', { path: local.path, sites });
    counts.forEach((count, n) => {
      documents[n] = (documents[n] ?? 0) + count;
    });
  }
  return [...lost].map(([site, losses], n) => ({ site, documents: documents[n] ?? 0, lost: losses }));
}
