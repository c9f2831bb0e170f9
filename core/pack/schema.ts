import { INDEXED } from './impact/field-weights.ts';

/**
 * What packs are written as. Raised with every change of what stands in one; which others are read `formats.ts` says.
 */
export const FORMAT_VERSION = 4;

/** `Pack` in ASCII: what `file` and SQLite show as the application id. */
export const APPLICATION_ID = 0x5061636b;

/** How FTS5 takes apart what `plainText` has made of a text. */
export const TOKENIZER = 'ascii';

export const PAGE_BYTES = 4096;

/**
 * Columns of `documents` behind its rowid, which counts the documents in the order of their ids. `body` comes last,
 * because whatever stands behind a long text is read through all of its overflow pages.
 */
export const COLUMNS = [
  'id',
  'url',
  'title',
  'headings',
  'description',
  'site',
  'path',
  'content_type',
  'language',
  'published_at_ms',
  'modified_at_ms',
  'hash',
  'types',
  'fields',
  'max_snippet',
  'unshown',
  'fingerprint',
  'links_in',
  'anchors',
  'sections',
  'body',
] as const;
export type Column = (typeof COLUMNS)[number];

const documentColumns = `id TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  headings TEXT NOT NULL,
  description TEXT NOT NULL,
  site TEXT NOT NULL,
  path TEXT NOT NULL,
  content_type TEXT NOT NULL,
  language TEXT NOT NULL,
  published_at_ms INTEGER,
  modified_at_ms INTEGER,
  hash TEXT NOT NULL,
  types TEXT NOT NULL,
  fields TEXT NOT NULL,
  max_snippet INTEGER,
  unshown TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  links_in INTEGER NOT NULL,
  anchors TEXT NOT NULL,
  sections TEXT NOT NULL,
  body TEXT NOT NULL`;

const DOCUMENTS = documentsTable(documentColumns);
const DOCUMENTS_FTS = `CREATE VIRTUAL TABLE documents_fts USING fts5(
  ${INDEXED.join(', ')},
  content='', tokenize='${TOKENIZER}'
)`;
export const META = `CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID`;
const TERMS = `CREATE TABLE terms (
  term TEXT PRIMARY KEY,
  documents INTEGER NOT NULL,
  list INTEGER NOT NULL,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID`;
const LISTS = `CREATE TABLE lists (
  list INTEGER PRIMARY KEY,
  postings BLOB NOT NULL
) STRICT`;
const STEMS = `CREATE TABLE stems (
  language TEXT NOT NULL,
  stem TEXT NOT NULL,
  term TEXT NOT NULL,
  PRIMARY KEY (language, stem, term)
) STRICT, WITHOUT ROWID`;
const PLACES = `CREATE TABLE places (
  document INTEGER PRIMARY KEY,
  words BLOB NOT NULL
) STRICT`;
const MARKS = `CREATE TABLE marks (
  document INTEGER PRIMARY KEY,
  words BLOB NOT NULL
) STRICT`;
const FACETS = `CREATE TABLE facets (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  documents INTEGER NOT NULL,
  list BLOB NOT NULL,
  PRIMARY KEY (name, value)
) STRICT, WITHOUT ROWID`;
const VOCABULARY = `CREATE TABLE vocabulary (
  length INTEGER PRIMARY KEY,
  words TEXT NOT NULL,
  documents BLOB NOT NULL
) STRICT`;
const SUGGESTIONS = `CREATE TABLE suggestions (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  weight INTEGER NOT NULL
) STRICT`;
const SUGGESTION_STARTS = `CREATE TABLE suggestion_starts (
  start TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (start, number)
) STRICT, WITHOUT ROWID`;
const SUGGESTION_LETTERS = `CREATE TABLE suggestion_letters (
  letters TEXT PRIMARY KEY,
  numbers BLOB NOT NULL
) STRICT, WITHOUT ROWID`;
const TOMBSTONES = `CREATE TABLE tombstones (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID`;
const COLUMNS_TABLE = `CREATE TABLE columns (
  name TEXT PRIMARY KEY,
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID`;

/** The statement that makes `documents`. */
export function documentsTable(columns: string): string {
  return `CREATE TABLE documents (
  rowid INTEGER PRIMARY KEY,
  ${columns}
) STRICT`;
}

/** Tables of a pack beside `documents` and `documents_fts`, by name. */
const OTHERS = {
  columns: COLUMNS_TABLE,
  facets: FACETS,
  lists: LISTS,
  marks: MARKS,
  meta: META,
  places: PLACES,
  stems: STEMS,
  suggestion_letters: SUGGESTION_LETTERS,
  suggestion_starts: SUGGESTION_STARTS,
  suggestions: SUGGESTIONS,
  terms: TERMS,
  tombstones: TOMBSTONES,
  vocabulary: VOCABULARY,
};

/** Makes an empty pack. */
export const CREATE_PACK = [DOCUMENTS, ...Object.values(OTHERS), DOCUMENTS_FTS].join(';\n');

/** The staging file: per id its newest version, or that it is to go; and what others say of it, where that changes. */
export const CREATE_STAGING = `CREATE TABLE IF NOT EXISTS changes (
  position INTEGER PRIMARY KEY,
  deleted INTEGER NOT NULL,
  ${documentColumns}
) STRICT;
CREATE TABLE IF NOT EXISTS anchors (
  id TEXT PRIMARY KEY,
  anchors TEXT NOT NULL,
  links_in INTEGER NOT NULL
) STRICT, WITHOUT ROWID`;

export interface SchemaEntry {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

/** `sqlite_schema` of every pack. */
export const SCHEMA = packSchema(DOCUMENTS, DOCUMENTS_FTS, OTHERS);

/**
 * `sqlite_schema` of a pack, by name: ours, and the shadow tables that FTS5 makes. A file that has more or less or
 * other than this is not opened, for a trigger or a view in it could run what its author liked.
 */
export function packSchema(
  documents: string,
  documents_fts: string,
  others: Readonly<Record<string, string>>,
): readonly SchemaEntry[] {
  return [
    table('documents', documents),
    table('documents_fts', documents_fts),
    table('documents_fts_config', "CREATE TABLE 'documents_fts_config'(k PRIMARY KEY, v) WITHOUT ROWID"),
    table('documents_fts_data', "CREATE TABLE 'documents_fts_data'(id INTEGER PRIMARY KEY, block BLOB)"),
    table('documents_fts_docsize', "CREATE TABLE 'documents_fts_docsize'(id INTEGER PRIMARY KEY, sz BLOB)"),
    table(
      'documents_fts_idx',
      "CREATE TABLE 'documents_fts_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID",
    ),
    ...Object.entries(others).map(([name, sql]) => table(name, sql)),
    { type: 'index', name: 'sqlite_autoindex_documents_1', tbl_name: 'documents', sql: null },
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function table(name: string, sql: string): SchemaEntry {
  return { type: 'table', name, tbl_name: name, sql };
}
