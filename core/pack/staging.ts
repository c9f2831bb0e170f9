import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type DocumentRow, documentRow } from './document-row.ts';
import type { Document } from './document.ts';
import { COLUMNS, CREATE_STAGING, PAGE_BYTES } from './schema.ts';

export interface Changes {
  /** Path of the staging file; made if there is none. */
  readonly path: string;
  readonly upserts?: readonly Document[];
  /** Ids that go. Applied before the upserts of the same call. */
  readonly deletions?: readonly string[];
}

/**
 * Adds a batch of changes to a staging file, for {@link buildPack}. Of several changes to one id the last stands.
 * The file has no journal on disk: a process that died while it wrote leaves one that must be thrown away.
 * @returns the bytes that the file has now.
 */
export function stageDocuments(changes: Changes): { bytes: number } {
  const db = openStaging(changes.path);
  try {
    db.transaction(() => apply(db, changes))();
  } finally {
    db.close();
  }
  return { bytes: statSync(changes.path).size };
}

/** Opens a staging file; makes it if there is none. */
export function openStaging(path: string): Database.Database {
  const db = new Database(path);
  db.pragma(`page_size = ${PAGE_BYTES}`);
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -16384');
  db.exec(CREATE_STAGING);
  return db;
}

function apply(db: Database.Database, { upserts = [], deletions = [] }: Changes): void {
  const write = db.prepare(WRITE);
  for (const id of deletions) write.run({ ...NOTHING, id, deleted: 1 });
  for (const document of upserts) {
    write.run({ ...documentRow(document), deleted: 0 });
  }
}

const fields = ['deleted', ...COLUMNS];
const WRITE = `INSERT INTO changes (${fields.join(', ')}) VALUES (${fields.map((field) => `@${field}`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${fields.map((field) => `${field} = excluded.${field}`).join(', ')}`;

const NOTHING: DocumentRow = documentRow({
  id: '',
  url: '',
  title: '',
  headings: '',
  description: '',
  site: '',
  path: '',
  content_type: '',
  language: '',
  published_at_ms: null,
  modified_at_ms: null,
  hash: '',
  types: [],
  fields: {},
  sections: [],
  fingerprint: '',
  anchors: '',
  links_in: 0,
  max_snippet: null,
  unshown: [],
  body: '',
});
