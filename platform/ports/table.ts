/** What a row may hold: JSON. Members of an object that are undefined are dropped. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [name: string]: Value | undefined };

export interface Key {
  /** Rows of one partition lie together and are what a query reads. */
  readonly pk: string;
  /** Orders the rows of a partition, by bytes of UTF-8. */
  readonly sk: string;
}

/** A row: its key and its fields. At most {@link MAX_ROW_BYTES} as JSON; one with a `mark` counts twice. */
export type Row = Key & { readonly [field: string]: Value };

/**
 * A condition on the row as it stands: every field named has exactly this scalar; `undefined` means that the row has
 * no such field (or that there is no row). `{}` means always. Whoever needs more reads the row, decides, and puts the
 * fields it decided upon in here.
 */
export type Expected = { readonly [field: string]: string | number | boolean | null | undefined };

export interface Changes {
  readonly set?: { readonly [field: string]: Value };
  readonly remove?: readonly string[];
}

export interface RowQuery {
  readonly pk: string;
  /** Only sort keys (with `sparse`: marks) that begin with this. */
  readonly prefix?: string;
  /** Only sort keys (marks) from this one on. */
  readonly from?: string;
  /** Only sort keys (marks) up to this one, which is included. */
  readonly to?: string;
  /**
   * Read the table's sparse index in place of its keys: only rows that have the field `mark`, ordered by it. Rows of
   * equal marks come in some order that lets pages follow on each other; here by sort key, in DynamoDB by no rule.
   */
  readonly sparse?: boolean;
  /** At most this many rows (1,000 when absent). */
  readonly limit?: number;
  /** Continues where the page with this `next` ended. */
  readonly after?: string;
  /** From the end to the start. */
  readonly reverse?: boolean;
}

export interface RowPage {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/**
 * Tables of rows, modelled on DynamoDB: single-row conditional writes, strongly consistent reads, one sparse index per
 * table over the string field `mark` (a local secondary index there, so that it reads as consistently as the table).
 *
 * Keys and marks are not empty; text is well-formed Unicode; numbers lie between 1e-130 and 1e126, or are 0: bounds of
 * DynamoDB.
 *
 * A write resolves only when it is durable. A conditional write that throws may have been applied: read again.
 */
export interface Table {
  get(table: string, key: Key): Promise<Row | undefined>;
  /** Rows in the order of the keys; `undefined` where there is none. */
  getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]>;
  /** Writes the whole row. @returns false, with nothing written, if `expected` does not hold. */
  put(table: string, row: Row, expected?: Expected): Promise<boolean>;
  /**
   * Changes fields of a row, or makes it.
   * @returns the row as it stands then, or `undefined`, with nothing written, if `expected` does not hold.
   */
  update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined>;
  /** @returns false, with nothing deleted, if `expected` does not hold. Without a row there is nothing to delete: true. */
  delete(table: string, key: Key, expected?: Expected): Promise<boolean>;
  /** Writes those rows whose keys are free, each on its own; says for each whether it was written. */
  insertNew(table: string, rows: readonly Row[]): Promise<boolean[]>;
  /** One page of a partition, strongly consistent. */
  query(table: string, query: RowQuery): Promise<RowPage>;
}

/** Every row of a query, page by page. */
export async function* queryAll(table: Table, name: string, query: RowQuery): AsyncGenerator<Row> {
  let after = query.after;
  do {
    const page: RowPage = await table.query(name, after === undefined ? query : { ...query, after });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** DynamoDB's bound. */
export const MAX_ROW_BYTES = 400_000;

export class RowTooLarge extends Error {
  override readonly name = 'RowTooLarge';
  readonly code = 'row_too_large';
  constructor(table: string, key: Key, bytes: number) {
    super(`row ${key.pk} ${key.sk} of table "${table}" has ${bytes} bytes; at most ${MAX_ROW_BYTES} fit`);
  }
}
