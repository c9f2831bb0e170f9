import type { Changes, Expected, Key, Row, RowPage, RowQuery, Table } from '#ports/table.ts';

/** Tables of one's own within the tables of others: their names get a prefix. */
export class PrefixedTable implements Table {
  readonly #table: Table;
  readonly #prefix: string;

  constructor(table: Table, prefix: string) {
    this.#table = table;
    this.#prefix = prefix;
  }

  get(table: string, key: Key): Promise<Row | undefined> {
    return this.#table.get(this.#prefix + table, key);
  }

  getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return this.#table.getMany(this.#prefix + table, keys);
  }

  put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    return this.#table.put(this.#prefix + table, row, expected);
  }

  update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    return this.#table.update(this.#prefix + table, key, changes, expected);
  }

  delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    return this.#table.delete(this.#prefix + table, key, expected);
  }

  insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    return this.#table.insertNew(this.#prefix + table, rows);
  }

  query(table: string, query: RowQuery): Promise<RowPage> {
    return this.#table.query(this.#prefix + table, query);
  }
}
