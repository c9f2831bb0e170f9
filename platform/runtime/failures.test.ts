import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Changes, Expected, Key, Row } from '#ports/table.ts';
import { Failures } from './failures.ts';

/** A table whose writes come through, and say that they did not: what a retried write looks like whose answer was lost. */
class DeafTable extends MemoryTable {
  #deaf = true;

  override async update(
    table: string,
    key: Key,
    changes: Changes,
    expected?: Expected,
  ): Promise<Row | undefined> {
    const row = await super.update(table, key, changes, expected);
    if (!this.#deaf) return row;
    this.#deaf = false;
    return undefined;
  }
}

it('counts a delivery that failed once, though the answer to its write was lost', async () => {
  const failures = new Failures(new DeafTable(), 'queue');
  const delivery = (receipt: string) => ({ message_id: 'm', receipt });
  expect(await failures.add(delivery('first'), 'broken', 0)).toBe(1);
  expect(await failures.add(delivery('second'), 'broken', 0)).toBe(2);
});
