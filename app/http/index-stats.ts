import type { FieldWeights } from '#core/pack/impact/field-weights.ts';
import { weightsOf } from '#core/pack/manifest.ts';
import { queryAll } from '#ports/table.ts';
import { type IndexDetails, type KnownIndex, indexDetails, liveManifest } from './index-view.ts';
import type { HttpServices } from './services.ts';

/** Pending pages are counted up to here: the count is for people, and each costs a row read. */
const MOST_PENDING = 10_000;

export interface IndexStats extends IndexDetails {
  readonly compressed_bytes: number;
  /** Since the newest version was made. */
  readonly age_ms: number | null;
  /** Pages read and not in a version yet; 10,000 stands for that many or more. */
  readonly pending: number;
  /** What words count by where they stand, in the newest version; null before the first. */
  readonly fields: FieldWeights | null;
  readonly packs: readonly PackStats[];
}

export interface PackStats {
  readonly shard: string;
  /** sha256 of its file. */
  readonly pack: string;
  readonly documents: number;
  readonly bytes: number;
  readonly compressed_bytes: number;
  /** Replicas of this pack that answer queries. */
  readonly active_replicas: number;
}

/** What there is to know about the size and state of an index. */
export async function indexStats(services: HttpServices, known: KnownIndex): Promise<IndexStats> {
  const [view, manifest, pending] = await Promise.all([
    indexDetails(services, known),
    liveManifest(services, known),
    countPending(services, known.name),
  ]);
  const placed = services.cluster().indexes.find((entry) => entry.index === known.name)?.shards ?? [];
  const packs = (manifest?.shards ?? []).map(({ name, pack }) => ({
    shard: name,
    pack: pack.sha256,
    documents: pack.documents,
    bytes: pack.bytes,
    compressed_bytes: pack.compressed_bytes,
    active_replicas: activeReplicas(
      placed.find((shard) => shard.shard === name && shard.pack === pack.sha256),
    ),
  }));
  return {
    ...view,
    compressed_bytes: packs.reduce((sum, pack) => sum + pack.compressed_bytes, 0),
    age_ms: view.updated_at_ms === null ? null : Math.max(0, services.clock.now() - view.updated_at_ms),
    pending,
    fields: manifest === undefined ? null : weightsOf(manifest),
    packs,
  };
}

function activeReplicas(
  shard: { readonly replicas: readonly { readonly state: string }[] } | undefined,
): number {
  return (shard?.replicas ?? []).filter((replica) => replica.state === 'active').length;
}

async function countPending(services: HttpServices, index: string): Promise<number> {
  let count = 0;
  const pending = queryAll(services.table, 'pages', { pk: index, sparse: true });
  while (count < MOST_PENDING && (await pending.next()).done !== true) count += 1;
  await pending.return(undefined);
  return count;
}
