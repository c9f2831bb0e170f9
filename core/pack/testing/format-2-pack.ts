import Database from 'better-sqlite3';
import { documentRow } from '../document-row.ts';
import type { Document } from '../document.ts';
import { FORMAT_2 } from '../format-2.ts';
import { APPLICATION_ID, COLUMNS, PAGE_BYTES } from '../schema.ts';

/** A pack of these documents at `out` as it was written in format 2. */
export function format2Pack(documents: readonly Document[], out: string): void {
  const db = new Database(out);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma('user_version = 2');
    for (const name of ['documents', 'meta', 'documents_fts'])
      db.exec(FORMAT_2.schema.find((entry) => entry.name === name)?.sql ?? '');
    const columns = [...COLUMNS, 'path_words'];
    const values = columns.map((column) => `@${column}`).join(', ');
    const insert = db.prepare(`INSERT INTO documents (${columns.join(', ')}) VALUES (${values})`);
    for (const document of documents) insert.run({ ...documentRow(document), path_words: document.path });
    db.exec("INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')");
    const meta = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    meta.run('documents', String(documents.length));
    meta.run('format_version', '2');
    meta.run('tokenizer', FORMAT_2.tokenizer);
  } finally {
    db.close();
  }
}
