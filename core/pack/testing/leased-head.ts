import type { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { acquireLease } from '#core/lease/acquire-lease.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Head, headKey, readHead } from '#core/tables/heads.ts';
import type { Table } from '#ports/table.ts';
import { WHOLE } from './documents.ts';

/** Takes the lease of an index that nobody has made before. The lease is the caller's to let go. */
export async function leasedHead(
  { table, clock }: { readonly table: Table; readonly clock: VirtualClock },
  index: string,
  fields: Readonly<Partial<Head>>,
): Promise<{ readonly lease: HeldLease; readonly head: Head }> {
  const initial = { version: 4, manifest_key: '', manifest_sha256: '', deleted: false };
  const lease = await acquireLease({
    table,
    name: 'heads',
    key: headKey(index),
    fields: { owner: 'lease_owner', sequence: 'lease_sequence', fence: 'fence' },
    owner: 'packer',
    length_ms: 1000,
    patience_ms: 0,
    clock,
    random: new CountingRandom(),
    signal: new AbortController().signal,
    initial: { ...initial, ...fields },
  });
  const head = await readHead(table, index);
  if (lease === undefined || head === undefined) throw new Error('nobody else takes the lease');
  return { lease, head };
}

/** A version of one shard. */
export const MADE_VERSION = {
  shards: [
    {
      name: '0-of-1',
      definition: WHOLE,
      pack: { key: 'packs/made/a', sha256: 'a'.repeat(64), bytes: 1, compressed_bytes: 1, documents: 0 },
    },
  ],
  reason: 'a test',
  created_at_ms: 0,
  weights: undefined,
};
