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
  const mark = row['mark'];
  // DynamoDB counts what the sparse index has of a row as well.
  const copies = mark === undefined ? 1 : 2;
  // No UTF-16 unit takes more than three bytes.
  if (json.length * 3 * copies > MAX_ROW_BYTES) {
    const bytes = Buffer.byteLength(json) * copies;
    if (bytes > MAX_ROW_BYTES) throw tooLarge(bytes, row);
  }
  return { pk: row.pk, sk: row.sk, json, mark: typeof mark === 'string' ? mark : null };
}
