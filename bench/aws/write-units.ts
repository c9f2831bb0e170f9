/** A row as far as its price goes. */
export interface PricedRow {
  /** As DynamoDB counts them. */
  readonly bytes: number;
  /** Its place in the sparse index, if it is in there. */
  readonly mark?: string | undefined;
}

/** Of a write unit. */
const UNIT_BYTES = 1024;

/**
 * Write units of a put, update or delete by the rules of DynamoDB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html, "Write operations"): the row by the larger
 * of its sizes before and after, and its copy in the index, which holds whole rows: one write to make, change or remove
 * it, two when the mark changes, for that moves it.
 */
export function writeUnits(before: PricedRow | undefined, after: PricedRow | undefined): number {
  const row = Math.max(1, unitsOf(before), unitsOf(after));
  const was = before?.mark === undefined ? undefined : before;
  const is = after?.mark === undefined ? undefined : after;
  if (was?.mark === is?.mark) return row + Math.max(unitsOf(was), unitsOf(is));
  return row + unitsOf(was) + unitsOf(is);
}

function unitsOf(row: PricedRow | undefined): number {
  return row === undefined ? 0 : Math.ceil(row.bytes / UNIT_BYTES);
}
