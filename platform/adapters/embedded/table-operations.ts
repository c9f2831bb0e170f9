import type Database from 'better-sqlite3';
import { type RowText, toRowText } from '#adapters/shared/row-text.ts';
import { type Changes, type Expected, type Key, type Row, type RowQuery, type Value } from '#ports/table.ts';
import { Refused } from './faults.ts';
import type { TextPage } from './table-calls.ts';
import { readPage } from './table-query.ts';
import { TableStatements } from './table-statements.ts';

/** The table's operations on its database. Each expects to run in a transaction of its caller. */
export class TableOperations {
  readonly #db: Database.Database;
  readonly #tables = new Map<string, TableStatements>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  getMany({ table, keys }: { table: string; keys: readonly Key[] }): (string | null)[] {
    const { get } = this.#statements(table);
    return keys.map(({ pk, sk }) => get.get(pk, sk) ?? null);
  }

  put({ table, row, expected }: { table: string; row: RowText; expected: Expected | undefined }): boolean {
    const statements = this.#statements(table);
    if (!isMet(expected, () => statements.get.get(row.pk, row.sk))) return false;
    statements.put.run(row.pk, row.sk, row.mark, row.json);
    return true;
  }

  update(input: {
    table: string;
    key: Key;
    changes: Changes;
    expected: Expected | undefined;
  }): string | null {
    const { key, changes, expected } = input;
    const statements = this.#statements(input.table);
    const stored = statements.get.get(key.pk, key.sk);
    if (!isMet(expected, () => stored)) return null;
    const fields: { [field: string]: Value } = stored === undefined ? {} : JSON.parse(stored);
    for (const field of changes.remove ?? []) delete fields[field];
    const row: Row = { ...fields, ...changes.set, pk: key.pk, sk: key.sk };
    const text = toRowText(row, (bytes) => new Refused('row_too_large', String(bytes)));
    statements.put.run(text.pk, text.sk, text.mark, text.json);
    return text.json;
  }

  delete({ table, key, expected }: { table: string; key: Key; expected: Expected | undefined }): boolean {
    const statements = this.#statements(table);
    if (expected !== undefined) {
      const stored = statements.get.get(key.pk, key.sk);
      if (stored === undefined) return true;
      if (!isMet(expected, () => stored)) return false;
    }
    statements.delete.run(key.pk, key.sk);
    return true;
  }

  insertNew({ table, rows }: { table: string; rows: readonly RowText[] }): boolean[] {
    const { insert } = this.#statements(table);
    return rows.map((row) => insert.run(row.pk, row.sk, row.mark, row.json).changes === 1);
  }

  query({ table, query }: { table: string; query: RowQuery }): TextPage {
    return readPage(this.#statements(table), query);
  }

  /** Whether the table was used before on this thread: a first use may have to make it. */
  isKnown(table: string): boolean {
    return this.#tables.has(table);
  }

  /** Forgets which tables there are: a transaction that made one was taken back. */
  forget(): void {
    this.#tables.clear();
  }

  #statements(table: string): TableStatements {
    let statements = this.#tables.get(table);
    if (statements === undefined) {
      statements = new TableStatements(this.#db, table);
      this.#tables.set(table, statements);
    }
    return statements;
  }
}

/** Whether a condition holds for the row as it is stored. */
function isMet(expected: Expected | undefined, stored: () => string | undefined): boolean {
  if (expected === undefined) return true;
  const fields = Object.keys(expected);
  if (fields.length === 0) return true;
  const json = stored();
  const row: Row | undefined = json === undefined ? undefined : JSON.parse(json);
  return fields.every((field) => {
    const value = row !== undefined && Object.hasOwn(row, field) ? row[field] : undefined;
    return value === expected[field];
  });
}
