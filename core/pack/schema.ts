/** Raised when a pack of before can no longer be read by this code, or the other way round. */
export const FORMAT_VERSION = 1;

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
  'modified_at_ms',
  'hash',
  'body',
] as const;

/** Indexed columns with their weight in bm25. */
export const WEIGHTS = { title: 10, headings: 4, description: 2, body: 1, path_words: 2 } as const;

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
  modified_at_ms INTEGER,
  hash TEXT NOT NULL,
  body TEXT NOT NULL`;

const DOCUMENTS = `CREATE TABLE documents (
  rowid INTEGER PRIMARY KEY,
  ${documentColumns}
) STRICT`;

const META = `CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID`;

const DOCUMENTS_FTS = `CREATE VIRTUAL TABLE documents_fts USING fts5(
  ${Object.keys(WEIGHTS).join(', ')},
  content='documents', content_rowid='rowid', tokenize='${TOKENIZER}'
)`;

/** Makes an empty pack. */
export const CREATE_PACK = `${DOCUMENTS};\n${META};\n${DOCUMENTS_FTS};`;

/** The staging file: per id its newest version, or that it is to go. */
export const CREATE_STAGING = `CREATE TABLE IF NOT EXISTS changes (
  position INTEGER PRIMARY KEY,
  deleted INTEGER NOT NULL,
  ${documentColumns}
) STRICT`;

export interface SchemaEntry {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

/**
 * `sqlite_schema` of every pack, by name: ours, and the shadow tables that FTS5 makes. A file that has more or less or
 * other than this is not opened, for a trigger or a view in it could run what its author liked.
 */
export const SCHEMA: readonly SchemaEntry[] = [
  table('documents', DOCUMENTS),
  table('documents_fts', DOCUMENTS_FTS),
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

function table(name: string, sql: string): SchemaEntry {
  return { type: 'table', name, tbl_name: name, sql };
}
