import Database from 'better-sqlite3';
import { PAGE_BYTES } from './schema.ts';

/**
 * Which documents of an index link to which pages, by what text: a file that is kept from one packing to the next, so
 * that only the links of documents that changed are read. What is in it can be read again from the content of the
 * documents; it says of each source by the hash of its content whether it is still right.
 *
 * URLs and texts repeat on every page: they are names with numbers, and a link is three numbers. `documents` are those
 * of the version that is gathered from, `gathered` what was said of those that it was gathered from last. That is still right
 * where `gathered_documents` and `gathered_aliases` are as those are by now, and `gathered_links` has its one row, which goes
 * with the first link that changes.
 */
const CREATE_GRAPH = `
CREATE TABLE IF NOT EXISTS names (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS sources (n INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS links (
  source INTEGER NOT NULL, target INTEGER NOT NULL, text INTEGER NOT NULL,
  PRIMARY KEY (source, target)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS aliases (n INTEGER PRIMARY KEY, target INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS documents (n INTEGER PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS gathered (
  n INTEGER PRIMARY KEY, anchors TEXT NOT NULL, links_in INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS gathered_documents (n INTEGER PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS gathered_aliases (n INTEGER PRIMARY KEY, target INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS gathered_links (n INTEGER PRIMARY KEY) STRICT`;

/** The number of no name: that of the text of a link without one. */
export const NO_NAME = 0;

/** Opens the graph, makes it if there is none, and does work on it. Blocks: for threads. */
export function inLinkGraph<Result>(path: string, work: (db: Database.Database) => Result): Result {
  const db = new Database(path);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    // With a journal, since a process may die here, but without syncs: what a power loss damages is made anew.
    db.pragma('journal_mode = DELETE');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -65536');
    db.exec(CREATE_GRAPH);
    return work(db);
  } finally {
    db.close();
  }
}
