import type { PackFormat } from './formats.ts';
import { documentsTable, packSchema, searchedTable } from './schema.ts';

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
  modified_at_ms INTEGER,
  hash TEXT NOT NULL,
  body TEXT NOT NULL`);
const DOCUMENTS_FTS = searchedTable(['title', 'headings', 'description', 'body', 'path_words']);

/** The first format: a document had neither sections nor anything else beside its text. */
export const FORMAT_1: PackFormat = {
  schema: packSchema(DOCUMENTS, DOCUMENTS_FTS),
  lacks: {
    published_at_ms: 'NULL',
    types: "'[]'",
    fields: "'{}'",
    max_snippet: 'NULL',
    unshown: "'[]'",
    fingerprint: "''",
    links_in: '0',
    anchors: "''",
    sections: "'[]'",
  },
};
