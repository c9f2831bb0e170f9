import path from 'node:path';
import { type RowText, toRowText } from '#adapters/shared/row-text.ts';
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
} from '#ports/table.ts';
import { StoreThread } from './store-thread.ts';
import type { TableCalls } from './table-calls.ts';

/** Rows that one operation reads or writes. */
const MAX_ROWS = 500;

/**
 * Tables in one SQLite file, for any number of processes of one machine. A write is acknowledged when it is on the disk.
 * A table need not be made: the first use does.
 */
export class SqliteTable implements Table, AsyncDisposable {
  readonly #prefix: string;
  readonly #thread: StoreThread<TableCalls>;

  /**
   * @param options `data`: the data folder; the tables lie in `tables.sqlite` in it. `prefix`: begins the names of tables,
   *   with a hyphen behind it, so that installations with different ones share a folder and no row; default none.
   */
  constructor(options: { readonly data: string; readonly prefix?: string }) {
    this.#prefix = options.prefix === undefined ? '' : `${options.prefix}-`;
    const file = path.resolve(options.data, 'tables.sqlite');
    const entry = new URL('./table-thread.ts', import.meta.url);
    this.#thread = new StoreThread({ entry, data: { file }, where: file });
  }

  async get(table: string, key: Key): Promise<Row | undefined> {
    const [json] = await this.#thread.call('getMany', { table: this.#name(table), keys: [key] });
    return toRow(json);
  }

  async getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const parts = inParts(keys).map((part) =>
      this.#thread.call('getMany', { table: this.#name(table), keys: part }),
    );
    return (await Promise.all(parts)).flat().map(toRow);
  }

  async put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    return await this.#thread.call('put', { table: this.#name(table), row: toText(table, row), expected });
  }

  async update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    // What does not fit into any row is refused whatever the row is.
    toText(table, { ...changes.set, pk: key.pk, sk: key.sk });
    try {
      return toRow(await this.#thread.call('update', { table: this.#name(table), key, changes, expected }));
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'row_too_large') throw error;
      throw new RowTooLarge(table, key, Number(error.message));
    }
  }

  async delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    return await this.#thread.call('delete', { table: this.#name(table), key, expected });
  }

  async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    const texts = rows.map((row) => toText(table, row));
    const parts = inParts(texts).map((part) =>
      this.#thread.call('insertNew', { table: this.#name(table), rows: part }),
    );
    return (await Promise.all(parts)).flat();
  }

  /** A page ends after 4 MB too. @throws {StoreError} `bad_cursor` when `after` is no `next` of a page. */
  async query(table: string, query: RowQuery): Promise<RowPage> {
    const { json, next } = await this.#thread.call('query', { table: this.#name(table), query });
    const rows: Row[] = JSON.parse(json);
    return { rows, ...(next === undefined ? {} : { next }) };
  }

  /** Finishes what was asked for before. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #name(table: string): string {
    return this.#prefix + table;
  }
}

function toRow(json: string | null | undefined): Row | undefined {
  if (json === null || json === undefined) return undefined;
  const row: Row = JSON.parse(json);
  return row;
}

function toText(table: string, row: Row): RowText {
  return toRowText(row, (bytes, key) => new RowTooLarge(table, key, bytes));
}

function inParts<Item>(items: readonly Item[]): (readonly Item[])[] {
  const parts = [];
  for (let at = 0; at < items.length; at += MAX_ROWS) parts.push(items.slice(at, at + MAX_ROWS));
  return parts;
}
