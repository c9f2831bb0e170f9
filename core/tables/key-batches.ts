import { type Key, type Table, queryAll } from '#ports/table.ts';
import type { TableName } from './row.ts';

const BATCH = 500;

/** The keys of a partition, up to 500 at a time: for who deletes its rows, which need not be readable for that. */
export async function* keyBatches(table: Table, name: TableName, pk: string): AsyncGenerator<Key[]> {
  let batch: Key[] = [];
  for await (const { sk } of queryAll(table, name, { pk, limit: BATCH })) {
    batch.push({ pk, sk });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Deletes all rows of a partition, which need not be readable for that. */
export async function deletePartition(table: Table, name: TableName, pk: string): Promise<void> {
  for await (const keys of keyBatches(table, name, pk))
    await Promise.all(keys.map((key) => table.delete(name, key)));
}
