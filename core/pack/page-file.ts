import type Database from 'better-sqlite3';
import { inWorkFile } from './work-file.ts';

/**
 * Pages that are compared with the packs of their shards, numbered in the order in which they came. `live_hash` and
 * `live_bytes` are of the document that the live pack has in place of a page, where that is asked for.
 */
const CREATE_PAGES = `CREATE TABLE IF NOT EXISTS pages (
  shard TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, wanted TEXT, visited TEXT NOT NULL,
  judged INTEGER NOT NULL, measured INTEGER NOT NULL, live_hash TEXT, live_bytes INTEGER, page TEXT NOT NULL,
  PRIMARY KEY (shard, n)
) STRICT, WITHOUT ROWID`;

/** Does work on a file of pages, as {@link inWorkFile} does. Blocks: for threads. */
export function inPageFile<Result>(path: string, work: (db: Database.Database) => Result): Result {
  return inWorkFile(path, CREATE_PAGES, work);
}
