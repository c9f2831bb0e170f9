import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { acquireLease } from '#core/lease/acquire-lease.ts';
import { headKey, readHead } from '#core/tables/heads.ts';
import { WHOLE } from './testing/documents.ts';
import { publish } from './publish.ts';

const index = 'made';

/** Publishes on a head, and gives it as it is then. */
async function published(fields: { readonly deletion_begun_ms?: number }) {
  const clock = new VirtualClock();
  const ports = { table: new MemoryTable(), objects: new MemoryObjects({ clock }) };
  const initial = { version: 4, manifest_key: '', manifest_sha256: '', deleted: true, ...fields };
  await using lease = await acquireLease({
    table: ports.table,
    name: 'heads',
    key: headKey(index),
    fields: { owner: 'lease_owner', sequence: 'lease_sequence', fence: 'fence' },
    owner: 'packer',
    length_ms: 1000,
    patience_ms: 0,
    clock,
    random: new CountingRandom(),
    signal: new AbortController().signal,
    initial,
  });
  const head = await readHead(ports.table, index);
  if (lease === undefined || head === undefined) throw new Error('nobody else takes the lease');
  const pack = { key: 'packs/made/a', sha256: 'a'.repeat(64), bytes: 1, compressed_bytes: 1, documents: 0 };
  const shards = [{ name: '0-of-1', definition: WHOLE, pack }];
  await publish(ports, lease, head, { shards, reason: 'a test', created_at_ms: 0 });
  return readHead(ports.table, index);
}

it('a version of an index that was deleted counts on', async () => {
  expect(await published({})).toMatchObject({ version: 5, deleted: false });
});

it('nothing is published while the deletion of the index goes on', async () => {
  await expect(published({ deletion_begun_ms: 1 })).rejects.toThrow(TypeError);
});
