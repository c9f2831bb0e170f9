/**
 * What requests to DynamoDB consume, as it says itself: a write unit is 1 KB written, a copy in the sparse index included;
 * a read unit is 4 KB read consistently. That is what is paid for with on-demand tables, not requests.
 */

/** Operations that consume units, and say how many when they are asked to. */
const READS_AND_WRITES: ReadonlySet<string> = new Set([
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
]);

/** The input of a request, with the wish to be told what it consumes where there is something to tell. */
export function askForUnits<Input extends object>(operation: string, input: Input): Input {
  return READS_AND_WRITES.has(operation) ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input;
}

/** Units that an answer says were consumed; `undefined` when it says nothing about it. */
export function unitsOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('ConsumedCapacity' in answer)) return undefined;
  const { ConsumedCapacity: consumed } = answer;
  // A batch has one for each table.
  const tables: readonly unknown[] = Array.isArray(consumed) ? consumed : [consumed];
  return tables.reduce<number>((sum, table) => sum + capacityUnits(table), 0);
}

/**
 * Units of a request that failed. A write whose condition does not hold is paid for by the size of the row that is there,
 * which the error does not tell: it counts as 1, as if that were at most 1 KB.
 */
export function unitsOfFailure(error: unknown): number | undefined {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException' ? 1 : undefined;
}

function capacityUnits(consumed: unknown): number {
  if (typeof consumed !== 'object' || consumed === null || !('CapacityUnits' in consumed)) return 0;
  return typeof consumed.CapacityUnits === 'number' ? consumed.CapacityUnits : 0;
}
