import { toRowText } from '#adapters/shared/row-text.ts';
import { StoreError } from '#adapters/shared/store-errors.ts';
import {
  type Changes,
  type Expected,
  type Key,
  type Row,
  type RowPage,
  type RowQuery,
  RowTooLarge,
  type Table,
  type Value,
} from '#ports/table.ts';
import { TablePartition } from './table-partition.ts';

/**
 * Tables in memory. Every call takes effect before it returns its promise, so that who calls in a known order gets a known
 * end. Rows are kept as text: nobody holds a part of one that another reads.
 */
export class MemoryTable implements Table {
  readonly #partitions = new Map<string, TablePartition>();

  async get(table: string, key: Key): Promise<Row | undefined> {
    return this.#read(table, key);
  }

  async getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return keys.map((key) => this.#read(table, key));
  }

  async put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    const text = toText(table, row);
    if (!isMet(expected, this.#read(table, row))) return false;
    this.#partition(table, row.pk).put(row.sk, text);
    return true;
  }

  async update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    // What does not fit into any row is refused whatever the row is.
    toText(table, { ...changes.set, pk: key.pk, sk: key.sk });
    const before = this.#read(table, key);
    if (!isMet(expected, before)) return undefined;
    const fields: { [field: string]: Value } = { ...before };
    for (const field of changes.remove ?? []) delete fields[field];
    this.#write(table, { ...fields, ...changes.set, pk: key.pk, sk: key.sk });
    return this.#read(table, key);
  }

  async delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    const before = this.#read(table, key);
    if (before !== undefined && !isMet(expected, before)) return false;
    this.#partition(table, key.pk).delete(key.sk);
    return true;
  }

  async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    // A row that cannot be written is known before any is.
    for (const row of rows) toText(table, row);
    return rows.map((row) => {
      const isNew = this.#partition(table, row.pk).get(row.sk) === undefined;
      if (isNew) this.#write(table, row);
      return isNew;
    });
  }

  /** A page ends after 4 MB too. @throws {StoreError} `bad_cursor` when `after` is no `next` of a page. */
  async query(table: string, query: RowQuery): Promise<RowPage> {
    return this.#partition(table, query.pk).query(query);
  }

  #read(table: string, { pk, sk }: Key): Row | undefined {
    const json = this.#partition(table, pk).get(sk);
    if (json === undefined) return undefined;
    const row: Row = JSON.parse(json);
    return row;
  }

  #write(table: string, row: Row): void {
    this.#partition(table, row.pk).put(row.sk, toText(table, row));
  }

  #partition(table: string, pk: string): TablePartition {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(table)) {
      throw new StoreError(
        'bad_name',
        `"${table}" cannot name a table; use lower-case letters, digits, "-" and "_", 63 at most`,
      );
    }
    const name = `${table} ${pk}`;
    let partition = this.#partitions.get(name);
    if (partition === undefined) {
      partition = new TablePartition();
      this.#partitions.set(name, partition);
    }
    return partition;
  }
}

function toText(table: string, row: Row) {
  return toRowText(row, (bytes, key) => new RowTooLarge(table, key, bytes));
}

function isMet(expected: Expected = {}, row: Row | undefined): boolean {
  return Object.keys(expected).every((field) => {
    const value = row !== undefined && Object.hasOwn(row, field) ? row[field] : undefined;
    return value === expected[field];
  });
}
