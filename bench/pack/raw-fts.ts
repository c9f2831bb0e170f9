import Database from 'better-sqlite3';
import type { Document } from '#core/pack/document.ts';
import { pathWords } from '#core/pack/path-words.ts';

const COLUMNS = ['title', 'headings', 'description', 'body', 'path', 'anchors'];
/** As the product has it: what FTS5 collects before it writes a segment. */
const HASH_BYTES = 64 * 2 ** 20;

/**
 * Inserts texts into one FTS5 table, which indexes and keeps them, and merges its segments: one transaction, no journal,
 * no sync, stems of English.
 */
export function insertRaw(file: string, documents: readonly Document[]): void {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('cache_size = -65536');
    db.exec(`CREATE VIRTUAL TABLE texts USING fts5(${COLUMNS.join(', ')}, tokenize='porter unicode61')`);
    db.prepare("INSERT INTO texts (texts, rank) VALUES ('hashsize', ?)").run(BigInt(HASH_BYTES));
    const insert = db.prepare(`INSERT INTO texts (${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?)`);
    db.transaction(() => {
      for (const { title, headings, description, body, path, anchors } of documents) {
        insert.run(title, headings, description, body, pathWords(path), anchors);
      }
      db.exec("INSERT INTO texts (texts) VALUES ('optimize')");
    })();
  } finally {
    db.close();
  }
}
