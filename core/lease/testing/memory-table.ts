import type { Changes, Expected, Key, Row, RowPage, RowQuery, Table, Value } from '#ports/table.ts';

/** What befalls a write: done; refused although the caller may hope; done, but the answer is lost. */
export type Fate = 'done' | 'throws' | 'throws after';

/** A table in memory for tests of what is written under conditions, with faults on demand. */
export class MemoryTable implements Table {
  /** Asked before every write. */
  fate: () => Fate = () => 'done';
  /** Awaited before every read and write. */
  delay: () => Promise<void> = () => Promise.resolve();
  readonly #rows = new Map<string, Row>();

  async get(table: string, key: Key): Promise<Row | undefined> {
    await this.delay();
    return this.#rows.get(name(table, key));
  }

  async getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    await this.delay();
    return keys.map((key) => this.#rows.get(name(table, key)));
  }

  put(table: string, row: Row, expected: Expected = {}): Promise<boolean> {
    return this.#write(() => {
      if (!this.#meets(table, row, expected)) return false;
      this.#rows.set(name(table, row), row);
      return true;
    });
  }

  update(table: string, key: Key, changes: Changes, expected: Expected = {}): Promise<Row | undefined> {
    return this.#write(() => {
      if (!this.#meets(table, key, expected)) return undefined;
      const fields: { [field: string]: Value } = { ...this.#rows.get(name(table, key)), ...changes.set };
      for (const field of changes.remove ?? []) delete fields[field];
      const row = { ...fields, pk: key.pk, sk: key.sk };
      this.#rows.set(name(table, key), row);
      return row;
    });
  }

  delete(table: string, key: Key, expected: Expected = {}): Promise<boolean> {
    return this.#write(() => {
      if (!this.#meets(table, key, expected)) return false;
      this.#rows.delete(name(table, key));
      return true;
    });
  }

  insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    return this.#write(() =>
      rows.map((row) => {
        if (this.#rows.has(name(table, row))) return false;
        this.#rows.set(name(table, row), row);
        return true;
      }),
    );
  }

  async query(table: string, query: RowQuery): Promise<RowPage> {
    await this.delay();
    const start = name(table, { pk: query.pk, sk: query.prefix ?? '' });
    const names = [...this.#rows.keys()].filter((key) => key.startsWith(start)).sort();
    return { rows: names.flatMap((key) => this.#rows.get(key) ?? []) };
  }

  async #write<Result>(step: () => Result): Promise<Result> {
    await this.delay();
    const fate = this.fate();
    if (fate === 'throws') throw new Error('the table could not be reached');
    const result = step();
    if (fate === 'throws after') throw new Error('the answer of the table was lost');
    return result;
  }

  #meets(table: string, key: Key, expected: Expected): boolean {
    const row = this.#rows.get(name(table, key));
    return Object.entries(expected).every(([field, value]) => row?.[field] === value);
  }
}

function name(table: string, key: Key): string {
  return `${table}\n${key.pk}\n${key.sk}`;
}
