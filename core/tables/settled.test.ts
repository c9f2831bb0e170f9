import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { deleteSettled, readSettled, writeSettled } from './settled.ts';

const SETTLED = { shards: ['a', 'b'], packs: 'c', aliases: 'd', near: 'e', near_duplicates: 3 };

it('what is settled of an index is read as it was written, until it is deleted', async () => {
  const table = new MemoryTable();
  expect(await readSettled(table, 'made')).toBeUndefined();
  await writeSettled(table, 'made', SETTLED);
  expect(await readSettled(table, 'made')).toEqual(SETTLED);
  expect(await readSettled(table, 'other')).toBeUndefined();
  await deleteSettled(table, 'made');
  expect(await readSettled(table, 'made')).toBeUndefined();
});

it.each([
  ['by other code', { ...SETTLED, by: 0 }],
  ['in a row that cannot be read', { by: 1, shards: 'a' }],
])('nothing is settled that was so %s', async (_, fields) => {
  const table = new MemoryTable();
  await table.put('indexes', { pk: 'settled', sk: 'made', ...fields });
  expect(await readSettled(table, 'made')).toBeUndefined();
});
