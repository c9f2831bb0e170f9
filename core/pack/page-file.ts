import Database from 'better-sqlite3';
import { PAGE_BYTES } from './schema.ts';

/**
 * Pages that are compared with the packs of their shards, numbered in the order in which they came. `live_hash` and
 * `live_bytes` are of the document that the live pack has in place of a page, where that is asked for.
 */
const CREATE_PAGES = `CREATE TABLE IF NOT EXISTS pages (
  shard TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, wanted TEXT, visited TEXT NOT NULL,
  judged INTEGER NOT NULL, measured INTEGER NOT NULL, live_hash TEXT, live_bytes INTEGER, page TEXT NOT NULL,
  PRIMARY KEY (shard, n)
) STRICT, WITHOUT ROWID`;

/**
 * Opens a file of pages, makes it if there is none, and does work on it. It has no journal on disk: where a process died
 * while it wrote, it must be thrown away. Blocks: for threads.
 */
export function inPageFile<Result>(path: string, work: (db: Database.Database) => Result): Result {
  const db = new Database(path);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.exec(CREATE_PAGES);
    return work(db);
  } finally {
    db.close();
  }
}
