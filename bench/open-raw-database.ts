import path from 'node:path';
import Database from 'better-sqlite3';

/** An SQLite file as durable as the embedded adapters': a commit returns when it is on the disk. */
export function openRawDatabase(folder: string, schema: string): Database.Database {
  const db = new Database(path.join(folder, 'raw.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(schema);
  return db;
}
