import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { readHead } from '#core/tables/heads.ts';
import { publish } from './publish.ts';
import { MADE_VERSION, leasedHead } from './testing/leased-head.ts';

const index = 'made';

/** Publishes on a head, and gives it as it is then. */
async function published(fields: { readonly deletion_begun_ms?: number }) {
  const clock = new VirtualClock();
  const ports = { table: new MemoryTable(), objects: new MemoryObjects({ clock }) };
  const { lease, head } = await leasedHead({ ...ports, clock }, index, { deleted: true, ...fields });
  await using _lease = lease;
  await publish(ports, lease, head, MADE_VERSION);
  return readHead(ports.table, index);
}

it('a version of an index that was deleted counts on', async () => {
  expect(await published({})).toMatchObject({ version: 5, deleted: false });
});

it('nothing is published while the deletion of the index goes on', async () => {
  await expect(published({ deletion_begun_ms: 1 })).rejects.toThrow(TypeError);
});
