import Database from 'better-sqlite3';
import { PAGE_BYTES } from './schema.ts';

/** Documents of a version that have a text, numbered from 0 in the order of its packs and of the ids in each. */
const CREATE_FINGERPRINTS = `CREATE TABLE IF NOT EXISTS fingerprints (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, fingerprint TEXT NOT NULL
) STRICT`;

/**
 * Opens a file of fingerprints, makes it if there is none, and does work on it. It has no journal on disk: where a
 * process died while it wrote, it must be thrown away. Blocks: for threads.
 */
export function inFingerprints<Result>(path: string, work: (db: Database.Database) => Result): Result {
  const db = new Database(path);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.exec(CREATE_FINGERPRINTS);
    return work(db);
  } finally {
    db.close();
  }
}
