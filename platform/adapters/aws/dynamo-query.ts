import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Row, RowPage, RowQuery } from '#ports/table.ts';
import { fromCursor, toCursor } from './dynamo-cursor.ts';
import { explained } from './dynamo-errors.ts';
import { Placeholders } from './dynamo-expression.ts';
import { type Range, rangeOf } from './dynamo-range.ts';
import { toRow } from './dynamo-value.ts';

/** Name of the sparse index of every table, and the field that it is over. */
export const MARK_INDEX = 'mark';

const DEFAULT_LIMIT = 1_000;
/** An answer ends at 1 MB. A page that has rows ends after so many, so that no side holds a partition of large rows. */
const MAX_ANSWERS = 4;

/**
 * Reads one page of a partition.
 *
 * Among rows with the same mark the order is DynamoDB's own; it goes on where it ended all the same.
 * @param table its full name.
 */
export async function queryPage(client: DynamoDBClient, table: string, query: RowQuery): Promise<RowPage> {
  const { pk, sparse = false, limit = DEFAULT_LIMIT } = query;
  const range = rangeOf(query);
  if (range === undefined) return { rows: [] };
  const most = Math.max(1, limit);
  const rows: Row[] = [];
  let start = query.after === undefined ? undefined : fromCursor(query.after, { pk, sparse });
  for (let answers = 1; ; answers += 1) {
    const names = new Placeholders();
    const command = new QueryCommand({
      TableName: table,
      IndexName: sparse ? MARK_INDEX : undefined,
      KeyConditionExpression: keyCondition(pk, sparse ? 'mark' : 'sk', range, names),
      ConsistentRead: true,
      ScanIndexForward: query.reverse !== true,
      Limit: most - rows.length,
      ExclusiveStartKey: start,
      ...names.input(),
    });
    const { Items = [], LastEvaluatedKey } = await explained(table, client.send(command));
    rows.push(...Items.map(toRow).filter((row) => isAskedFor(row, sparse, range)));
    start = LastEvaluatedKey;
    if (start === undefined) return { rows };
    if (rows.length >= most || (rows.length > 0 && answers >= MAX_ANSWERS))
      return { rows, next: toCursor(start) };
  }
}

function keyCondition(pk: string, field: string, range: Range, names: Placeholders): string {
  const partition = `${names.field('pk')} = ${names.value(pk, 'pk')}`;
  if (range.kind === 'all') return partition;
  const sort = sortCondition(names.field(field), range, (bound) => names.value(bound, field));
  return `${partition} AND ${sort}`;
}

function sortCondition(
  key: string,
  range: Exclude<Range, { kind: 'all' }>,
  value: (bound: string) => string,
): string {
  if (range.kind === 'prefix') return `begins_with(${key}, ${value(range.prefix)})`;
  if (range.kind === 'from') return `${key} >= ${value(range.from)}`;
  if (range.kind === 'to') return `${key} <= ${value(range.to)}`;
  return `${key} BETWEEN ${value(range.from)} AND ${value(range.to)}`;
}

/** The end of a prefix is included in what DynamoDB is asked for, and was not in what the caller asked for. */
function isAskedFor(row: Row, sparse: boolean, range: Range): boolean {
  if (range.kind !== 'between' || range.prefix === undefined) return true;
  const key = sparse ? row['mark'] : row.sk;
  return typeof key === 'string' && key.startsWith(range.prefix);
}
