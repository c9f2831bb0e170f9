import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Key, Row } from '#ports/table.ts';
import { DynamoError, explained } from './dynamo-errors.ts';
import { toKey, toRow } from './dynamo-value.ts';

/** DynamoDB's bound on the keys of one call. */
export const BATCH_KEYS = 100;

/** Answers in a row that may leave every key unread; the SDK tries again by itself when a call as a whole is refused. */
const MAX_FRUITLESS = 8;
/** The bound of the wait after the first such answer; doubled for each further one: 6 s altogether, on the average. */
const FIRST_WAIT_MS = 50;

/**
 * Reads up to {@link BATCH_KEYS} rows, none named twice, in strongly consistent reads; rows come in any order.
 *
 * An answer leaves out keys when it has 16 MB of rows, or when the table is under too much load. The first is asked on at
 * once, the other after a wait.
 * @throws {DynamoError} `rows_not_read` when nothing was read for too long.
 */
export async function batchGet(
  { client, clock, random }: { client: DynamoDBClient; clock: Clock; random: Random },
  table: string,
  keys: readonly Key[],
): Promise<Row[]> {
  const rows: Row[] = [];
  let left = keys.map(toKey);
  for (let fruitless = 0; ;) {
    const command = new BatchGetItemCommand({
      RequestItems: { [table]: { Keys: left, ConsistentRead: true } },
    });
    const { Responses, UnprocessedKeys } = await explained(table, client.send(command));
    for (const item of Responses?.[table] ?? []) rows.push(toRow(item));
    const unread = UnprocessedKeys?.[table]?.Keys ?? [];
    if (unread.length === 0) return rows;
    if (unread.length < left.length) fruitless = 0;
    else {
      fruitless += 1;
      if (fruitless === MAX_FRUITLESS) break;
      await clock.sleep(random.float() * FIRST_WAIT_MS * 2 ** fruitless);
    }
    left = unread;
  }
  throw new DynamoError(
    'rows_not_read',
    `${left.length} of ${keys.length} rows of the table "${table}" were not read in ${MAX_FRUITLESS} tries: it is under ` +
      'too much load; try again later, or with fewer workers',
  );
}
