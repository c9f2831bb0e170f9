import type { PackFormat } from './formats.ts';
import { META, documentsTable, packSchema } from './schema.ts';

const DOCUMENTS = documentsTable(`id TEXT NOT NULL UNIQUE,
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
  body TEXT NOT NULL`);
const TOKENIZER = 'porter unicode61 remove_diacritics 2';
const DOCUMENTS_FTS = `CREATE VIRTUAL TABLE documents_fts USING fts5(
  title, headings, description, body, path_words, anchors,
  content='documents', content_rowid='rowid', tokenize='${TOKENIZER}'
)`;

/** The format before: documents as they are now, ranked by FTS5 alone. */
export const FORMAT_2: PackFormat = {
  schema: packSchema(DOCUMENTS, DOCUMENTS_FTS, { meta: META }),
  tokenizer: TOKENIZER,
  lacks: {},
};
