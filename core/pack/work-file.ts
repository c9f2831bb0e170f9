import Database from 'better-sqlite3';
import { PAGE_BYTES } from './schema.ts';

/**
 * Opens a database that lasts for one packing, makes it if there is none, and does work on it. It has no journal on disk:
 * where a process died while it wrote, it must be thrown away. Blocks: for threads.
 * @param create statements that make its tables, and change nothing where they are there.
 */
export function inWorkFile<Result>(
  path: string,
  create: string,
  work: (db: Database.Database) => Result,
): Result {
  const db = new Database(path);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.exec(create);
    return work(db);
  } finally {
    db.close();
  }
}
