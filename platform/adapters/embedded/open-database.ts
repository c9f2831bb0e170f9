import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { errorCode } from '#adapters/shared/error-code.ts';
import { StoreError } from '#adapters/shared/store-errors.ts';

/** A process may hold the lock for a whole group of large operations, or while a slow disk syncs. */
const BUSY_MS = 30_000;
const SHORTEST_PAUSE_MS = 0.2;
const LONGEST_PAUSE_MS = 5;

const pausing = new Int32Array(new SharedArrayBuffer(4));

/**
 * Runs `attempt` until no other process is in its way, or for 30 s. SQLite's own handler waits whole milliseconds and
 * soon 100 of them, while a commit of another process takes a fraction of one.
 */
export function retryBusy<Result>(attempt: () => Result): Result {
  const until = performance.now() + BUSY_MS;
  for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return attempt();
    } catch (error) {
      const busy = errorCode(error).startsWith('SQLITE_BUSY');
      if (!busy || performance.now() > until) throw error;
    }
    // Between half and all of the pause, so that processes do not meet again and again.
    Atomics.wait(pausing, 0, 0, pause * (0.5 + Math.random() / 2));
  }
}

/**
 * Opens a database that several processes write to, and makes its tables if they are not there. A commit returns when
 * it is on the disk.
 * @throws {StoreError} when a newer version of Sitepack made it.
 */
export function openDatabase(file: string, schema: string, version: number): Database.Database {
  const folder = path.dirname(path.resolve(file));
  mkdirSync(folder, { recursive: true });
  const db = new Database(file, { timeout: 0 });
  try {
    retryBusy(() => db.pragma('journal_mode = WAL'));
    db.pragma('synchronous = FULL');
    // 16 MB between checkpoints: a page that changes often is written to the database once for many commits.
    db.pragma('wal_autocheckpoint = 4000');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('cache_size = -32768');
    retryBusy(() => db.transaction(() => migrate(db, file, schema, version)).immediate());
  } catch (error) {
    db.close();
    throw error;
  }
  syncFolder(folder);
  return db;
}

function migrate(db: Database.Database, file: string, schema: string, version: number): void {
  const found = db.pragma('user_version', { simple: true });
  if (found === version) return;
  if (found !== 0) {
    throw new StoreError(
      'store_failed',
      `${file} has format ${String(found)}, this version of Sitepack reads ${version}; use the version that made it`,
    );
  }
  db.exec(schema);
  db.pragma(`user_version = ${version}`);
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
