import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Document } from './document.ts';
import { pathWords } from './path-words.ts';
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
  const db = new Database(changes.path);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -16384');
    db.exec(CREATE_STAGING);
    db.transaction(() => apply(db, changes))();
  } finally {
    db.close();
  }
  return { bytes: statSync(changes.path).size };
}

function apply(db: Database.Database, { upserts = [], deletions = [] }: Changes): void {
  const write = db.prepare(WRITE);
  for (const id of deletions) write.run({ ...NOTHING, id, deleted: 1 });
  for (const document of upserts) {
    write.run({ ...document, path_words: pathWords(document.path), deleted: 0 });
  }
}

const fields = ['deleted', ...COLUMNS];
const WRITE = `INSERT INTO changes (${fields.join(', ')}) VALUES (${fields.map((field) => `@${field}`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${fields.map((field) => `${field} = excluded.${field}`).join(', ')}`;

const NOTHING = {
  url: '',
  title: '',
  headings: '',
  description: '',
  site: '',
  path: '',
  path_words: '',
  content_type: '',
  language: '',
  modified_at_ms: null,
  hash: '',
  body: '',
};
