import type { RowText } from '#adapters/shared/row-text.ts';
import type { Changes, Expected, Key, RowQuery } from '#ports/table.ts';

export interface TextPage {
  /** A JSON array of rows. */
  readonly json: string;
  readonly next?: string;
}

/** What {@link SqliteTable} asks of its thread. Rows cross as JSON, which is cloned as one string. */
export type TableCalls = {
  getMany(input: { table: string; keys: readonly Key[] }): (string | null)[];
  put(input: { table: string; row: RowText; expected: Expected | undefined }): boolean;
  update(input: { table: string; key: Key; changes: Changes; expected: Expected | undefined }): string | null;
  delete(input: { table: string; key: Key; expected: Expected | undefined }): boolean;
  insertNew(input: { table: string; rows: readonly RowText[] }): boolean[];
  query(input: { table: string; query: RowQuery }): TextPage;
};
