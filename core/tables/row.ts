import type { z } from 'zod';
import type { Key, Row, Table } from '#ports/table.ts';

/** Names of the tables, without the prefix that the adapter puts before them. */
export const TABLES = [
  'heads',
  'indexes',
  'pages',
  'crawls',
  'frontier',
  'timers',
  'hosts',
  'nodes',
  'failures',
] as const;
export type TableName = (typeof TABLES)[number];

/** A row that does not have the shape that this version of Sitepack writes. */
export class BadRow extends Error {
  override readonly name = 'BadRow';
  readonly code = 'bad_row';
}

/**
 * Checks a row that was read.
 * @throws {BadRow} naming the table, the key and the field.
 */
export function parseRow<Schema extends z.ZodType>(
  table: TableName,
  schema: Schema,
  row: Row,
): z.output<Schema> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadRow(
    `row ${row.pk} ${row.sk} of table ${table} cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}

/** Hears of rows that cannot be read, where one of them must not end the reading of the others. */
export type OnBadRow = (error: BadRow) => void;

/**
 * Checks rows one by one.
 * @param onBad hears of those that cannot be read, which are left out then.
 * @throws {BadRow} at the first that cannot be read, without `onBad`.
 */
export async function* parseRows<Schema extends z.ZodType>(
  table: TableName,
  schema: Schema,
  rows: AsyncIterable<Row>,
  onBad: OnBadRow | undefined,
): AsyncGenerator<z.output<Schema>> {
  for await (const row of rows) {
    let parsed: z.output<Schema>;
    try {
      parsed = parseRow(table, schema, row);
    } catch (error) {
      if (onBad === undefined || !(error instanceof BadRow)) throw error;
      onBad(error);
      continue;
    }
    yield parsed;
  }
}

/** Reads and checks one row. */
export async function readRow<Schema extends z.ZodType>(
  table: Table,
  name: TableName,
  schema: Schema,
  key: Key,
): Promise<z.output<Schema> | undefined> {
  const row = await table.get(name, key);
  return row === undefined ? undefined : parseRow(name, schema, row);
}

/** Reads and checks rows, in the order of their keys; `undefined` where there is none. */
export async function readRows<Schema extends z.ZodType>(
  table: Table,
  name: TableName,
  schema: Schema,
  keys: readonly Key[],
): Promise<(z.output<Schema> | undefined)[]> {
  const rows = await table.getMany(name, keys);
  return rows.map((row) => (row === undefined ? undefined : parseRow(name, schema, row)));
}
