import type Database from 'better-sqlite3';
import { FORMAT_2 } from './format-2.ts';
import { COLUMNS, type Column, FORMAT_VERSION, SCHEMA, type SchemaEntry, TOKENIZER } from './schema.ts';

/** What a pack of a format looks like, as far as it is read. */
export interface PackFormat {
  readonly schema: readonly SchemaEntry[];
  /** How FTS5 takes its texts apart. */
  readonly tokenizer: string;
  /** Columns that it has not, each with what is read in its place: an SQL literal. */
  readonly lacks: Readonly<Partial<Record<Column, string>>>;
}

/** The formats that are read. Packs are written in the last one alone. */
const FORMATS: ReadonlyMap<number, PackFormat> = new Map([
  [2, FORMAT_2],
  // The same tables: of titles and headings it had no columns, and it wrote places otherwise.
  [3, { schema: SCHEMA, tokenizer: TOKENIZER, lacks: {} }],
  [FORMAT_VERSION, { schema: SCHEMA, tokenizer: TOKENIZER, lacks: {} }],
]);

/** @returns undefined for a format that this code does not read. */
export function formatNamed(version: number): PackFormat | undefined {
  return FORMATS.get(version);
}

/** The format of an open pack. @param schema the name under which it is attached. */
export function formatOf(db: Database.Database, schema: 'main' | 'base' = 'main'): number {
  return Number(db.pragma(`${schema}.user_version`, { simple: true }));
}

/** The numbers of the formats that are read, for people. */
export function formatNames(): string {
  return [...FORMATS.keys()].join(' or ');
}

/**
 * Columns of `documents` in an open pack, as SQL that selects them: of a pack in an older format what stands for those that
 * it lacks.
 * @param schema the name under which the pack is attached.
 */
export function selected(
  db: Database.Database,
  columns: readonly Column[] = COLUMNS,
  schema: 'main' | 'base' = 'main',
): string {
  const lacks = FORMATS.get(formatOf(db, schema))?.lacks ?? {};
  return columns.map((column) => (column in lacks ? `${lacks[column]} AS ${column}` : column)).join(', ');
}
