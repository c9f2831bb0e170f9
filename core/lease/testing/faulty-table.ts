import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Changes, Expected, Key, Row, RowPage, RowQuery, Table } from '#ports/table.ts';

/** What befalls a write: done; refused although the caller may hope; done, but the answer is lost. */
export type Fate = 'done' | 'throws' | 'throws after';

/** A table in memory with faults on demand, for tests of what is written under conditions. */
export class FaultyTable implements Table {
  /** Asked before every write. */
  fate: () => Fate = () => 'done';
  /** Awaited before every read and write. */
  delay: () => Promise<void> = () => Promise.resolve();
  readonly #table = new MemoryTable();

  async get(table: string, key: Key): Promise<Row | undefined> {
    await this.delay();
    return this.#table.get(table, key);
  }

  async getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    await this.delay();
    return this.#table.getMany(table, keys);
  }

  async query(table: string, query: RowQuery): Promise<RowPage> {
    await this.delay();
    return this.#table.query(table, query);
  }

  put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    return this.#write(() => this.#table.put(table, row, expected));
  }

  update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    return this.#write(() => this.#table.update(table, key, changes, expected));
  }

  delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    return this.#write(() => this.#table.delete(table, key, expected));
  }

  insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    return this.#write(() => this.#table.insertNew(table, rows));
  }

  async #write<Result>(step: () => Promise<Result>): Promise<Result> {
    await this.delay();
    const fate = this.fate();
    if (fate === 'throws') throw new Error('the table could not be reached');
    const result = await step();
    if (fate === 'throws after') throw new Error('the answer of the table was lost');
    return result;
  }
}
