import { DynamoError } from './dynamo-errors.ts';
import type { Item } from './dynamo-value.ts';

/** Where a page ended, as the `next` of the port. The partition is not in it: the query has that. */
export function toCursor({ sk, mark }: Item): string {
  return Buffer.from(JSON.stringify([sk?.S, mark?.S ?? null])).toString('base64url');
}

/**
 * The key that DynamoDB goes on behind.
 * @throws {DynamoError} `bad_cursor` when it is no `next` of such a query.
 */
export function fromCursor(cursor: string, { pk, sparse }: { pk: string; sparse: boolean }): Item {
  try {
    const [sk, mark]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const key = typeof sk === 'string' ? { pk: { S: pk }, sk: { S: sk } } : undefined;
    if (key !== undefined && sparse && typeof mark === 'string') return { ...key, mark: { S: mark } };
    if (key !== undefined && !sparse) return key;
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
  }
  throw new DynamoError(
    'bad_cursor',
    `"${cursor.slice(0, 100)}" continues no such query; pass "next" of the page before`,
  );
}
