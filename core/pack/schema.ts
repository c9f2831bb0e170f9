/**
 * What packs are written as. Raised with every change of what stands in one; which others are read `formats.ts` says.
 */
export const FORMAT_VERSION = 2;

/** `Pack` in ASCII: what `file` and SQLite show as the application id. */
export const APPLICATION_ID = 0x5061636b;

/** How text becomes terms; the same for what is stored and what is asked. */
export const TOKENIZER = 'porter unicode61 remove_diacritics 2';

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
  'path_words',
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

/** Indexed columns with their weight in bm25. */
export const WEIGHTS = {
  title: 10,
  headings: 4,
  description: 2,
  body: 1,
  path_words: 2,
  anchors: 4,
} as const;

const documentColumns = `id TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  headings TEXT NOT NULL,
  description TEXT NOT NULL,
  site TEXT NOT NULL,
  path TEXT NOT NULL,
  path_words TEXT NOT NULL,
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
const DOCUMENTS_FTS = searchedTable(Object.keys(WEIGHTS));
const META = `CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID`;

/** The statement that makes `documents`. */
export function documentsTable(columns: string): string {
  return `CREATE TABLE documents (
  rowid INTEGER PRIMARY KEY,
  ${columns}
) STRICT`;
}

/** The statement that makes `documents_fts`, over these columns. */
export function searchedTable(columns: readonly string[]): string {
  return `CREATE VIRTUAL TABLE documents_fts USING fts5(
  ${columns.join(', ')},
  content='documents', content_rowid='rowid', tokenize='${TOKENIZER}'
)`;
}

/** Makes an empty pack. */
export const CREATE_PACK = `${DOCUMENTS};\n${META};\n${DOCUMENTS_FTS};`;

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
export const SCHEMA = packSchema(DOCUMENTS, DOCUMENTS_FTS);

/**
 * `sqlite_schema` of a pack, by name: ours, and the shadow tables that FTS5 makes. A file that has more or less or
 * other than this is not opened, for a trigger or a view in it could run what its author liked.
 */
export function packSchema(documents: string, documents_fts: string): readonly SchemaEntry[] {
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
    table('meta', META),
    { type: 'index', name: 'sqlite_autoindex_documents_1', tbl_name: 'documents', sql: null },
  ];
}

function table(name: string, sql: string): SchemaEntry {
  return { type: 'table', name, tbl_name: name, sql };
}
