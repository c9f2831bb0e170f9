import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { deleteIndexRow, ensureIndex, listIndexes, readIndex, setWaiting } from './indexes.ts';

/** A table in which an index is deleted right after its row was read. */
class DeletedMeanwhile extends MemoryTable {
  override async get(...args: Parameters<MemoryTable['get']>): ReturnType<MemoryTable['get']> {
    const row = await super.get(...args);
    await deleteIndexRow(this, args[1].sk);
    return row;
  }
}

it('why packing waits stands in the row of the index until it does no longer', async () => {
  const table = new MemoryTable();
  await ensureIndex(table, 'made', { shards: 1 }, 7);
  await setWaiting(table, 'made', 'no room');
  expect((await readIndex(table, 'made'))?.waiting).toBe('no room');
  await setWaiting(table, 'made', undefined);
  expect(await readIndex(table, 'made')).not.toHaveProperty('waiting');
});

it.each(['no room', undefined])(
  'an index that is deleted meanwhile comes not back by that: %s',
  async (reason) => {
    const table = new DeletedMeanwhile();
    await table.insertNew('indexes', [{ pk: 'indexes', sk: 'made', shards: 1, created_at_ms: 7 }]);
    await setWaiting(table, 'made', reason);
    expect(await listIndexes(table)).toEqual([]);
  },
);
