import type Database from 'better-sqlite3';
import { prefixEnd } from '#adapters/shared/prefix-end.ts';
import type { ListPage, ObjectInfo } from '#ports/object-store.ts';
import { Refused } from './faults.ts';
import type { SqliteObjectCalls } from './sqlite-object-calls.ts';

/** Raised when the schema changes; a newer one than this is refused. */
export const OBJECT_FORMAT = 1;

/** Keys are ASCII: the order of the primary key is theirs. */
export const OBJECT_SCHEMA = `
  CREATE TABLE objects (
    key TEXT NOT NULL PRIMARY KEY,
    modified_ms INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
`;

/** Sorts after every character that a key can have. */
const BEHIND_ALL = '\u{ffff}';

/** Objects as rows; runs on the thread that holds the database. */
export class SqliteObjectOperations implements SqliteObjectCalls {
  readonly #put: Database.Statement<[string, number, Uint8Array]>;
  readonly #insert: Database.Statement<[string, number, Uint8Array]>;
  readonly #size: Database.Statement<[string], number>;
  readonly #get: Database.Statement<[string], Buffer>;
  readonly #head: Database.Statement<[string], ObjectInfo>;
  readonly #list: Database.Statement<[string, string, string, number], ObjectInfo>;
  readonly #delete: Database.Statement<[string]>;

  constructor(db: Database.Database) {
    this.#put = db.prepare('INSERT OR REPLACE INTO objects (key, modified_ms, body) VALUES (?, ?, ?)');
    this.#insert = db.prepare('INSERT OR IGNORE INTO objects (key, modified_ms, body) VALUES (?, ?, ?)');
    this.#size = db.prepare<[string], number>('SELECT length(body) FROM objects WHERE key = ?').pluck();
    this.#get = db.prepare<[string], Buffer>('SELECT body FROM objects WHERE key = ?').pluck();
    this.#head = db.prepare('SELECT key, length(body) AS bytes, modified_ms FROM objects WHERE key = ?');
    this.#list = db.prepare(
      'SELECT key, length(body) AS bytes, modified_ms FROM objects WHERE key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?',
    );
    this.#delete = db.prepare('DELETE FROM objects WHERE key = ?');
  }

  put({ key, body, if_absent, now_ms }: Parameters<SqliteObjectCalls['put']>[0]): boolean {
    return (if_absent ? this.#insert : this.#put).run(key, now_ms, body).changes > 0;
  }

  get({ key, max_bytes }: Parameters<SqliteObjectCalls['get']>[0]): Uint8Array | undefined {
    const bytes = this.#size.get(key);
    if (bytes === undefined) return undefined;
    if (bytes > max_bytes) throw new Refused('object_too_large', String(bytes));
    const body = this.#get.get(key);
    return body === undefined ? undefined : new Uint8Array(body);
  }

  head(key: string): ObjectInfo | undefined {
    return this.#head.get(key);
  }

  list({ prefix, after, limit }: Parameters<SqliteObjectCalls['list']>[0]): ListPage {
    const found = this.#list.all(after, prefix, prefixEnd(prefix) ?? BEHIND_ALL, limit + 1);
    const objects = found.slice(0, limit);
    const last = objects.at(-1);
    return found.length > limit && last !== undefined ? { objects, next: last.key } : { objects };
  }

  delete(keys: readonly string[]): void {
    for (const key of keys) this.#delete.run(key);
  }
}
