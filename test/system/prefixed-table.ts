import type { Changes, Expected, Key, Row, RowPage, RowQuery, Table } from '#ports/table.ts';

/** Rows of one's own within the tables of others: their partitions get a prefix, which nobody sees. */
export class PrefixedTable implements Table {
  readonly #table: Table;
  readonly #prefix: string;

  constructor(table: Table, prefix: string) {
    this.#table = table;
    this.#prefix = prefix;
  }

  async get(table: string, key: Key): Promise<Row | undefined> {
    const row = await this.#table.get(table, this.#within(key));
    return row === undefined ? undefined : this.#bare(row);
  }

  async getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const rows = await this.#table.getMany(
      table,
      keys.map((key) => this.#within(key)),
    );
    return rows.map((row) => (row === undefined ? undefined : this.#bare(row)));
  }

  put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    return this.#table.put(table, this.#within(row), expected);
  }

  async update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    const row = await this.#table.update(table, this.#within(key), changes, expected);
    return row === undefined ? undefined : this.#bare(row);
  }

  delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    return this.#table.delete(table, this.#within(key), expected);
  }

  insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    return this.#table.insertNew(
      table,
      rows.map((row) => this.#within(row)),
    );
  }

  async query(table: string, query: RowQuery): Promise<RowPage> {
    const page = await this.#table.query(table, { ...query, pk: this.#prefix + query.pk });
    return { ...page, rows: page.rows.map((row) => this.#bare(row)) };
  }

  #within<Named extends Key>(named: Named): Named {
    return { ...named, pk: this.#prefix + named.pk };
  }

  #bare(row: Row): Row {
    return { ...row, pk: row.pk.slice(this.#prefix.length) };
  }
}
