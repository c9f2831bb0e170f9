import { type Key, MAX_ROW_BYTES, type Row } from '#ports/table.ts';

/** A row on its way: its JSON is what is stored, and `mark` is what the sparse index has of it. */
export interface RowText extends Key {
  readonly json: string;
  readonly mark: string | null;
}

/**
 * A row as it is stored.
 * @param tooLarge makes the error for a row of so many bytes, which differs on the two sides of the thread.
 */
export function toRowText(row: Row, tooLarge: (bytes: number, key: Key) => Error): RowText {
  const json = JSON.stringify(row);
  // No UTF-16 unit takes more than three bytes.
  if (json.length * 3 > MAX_ROW_BYTES) {
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_ROW_BYTES) throw tooLarge(bytes, row);
  }
  const mark = row['mark'];
  return { pk: row.pk, sk: row.sk, json, mark: typeof mark === 'string' ? mark : null };
}
