import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { type PackFormat, formatNamed, formatNames } from './formats.ts';
import { CorruptPack, ForeignPack } from './pack-errors.ts';
import { APPLICATION_ID } from './schema.ts';

/**
 * Opens a pack to be read. What it is gets checked before anything in it is used: header, schema and meta; what it
 * holds is checked by {@link verifyPack}.
 * @throws {ForeignPack} when it is not what {@link buildPack} writes, or once wrote (formats.ts), {@link CorruptPack}
 *   when it is damaged.
 */
export function openPack(path: string): Database.Database {
  const format = checkHeader(path);
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    db.pragma('query_only = ON');
    // Nobody writes a pack. To lock it for each statement anew takes longer than most of them do.
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    // Pages come from the system's cache anyway; with many packs open, each one's own cache is what adds up.
    db.pragma('cache_size = -2048');
    checkSchema(db, path, format);
    checkMeta(db, path, format);
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError) throw new CorruptPack(path, error.message, { cause: error });
    throw error;
  }
}

/** Documents in the pack, as its builder counted them. */
export function countOf(db: Database.Database): number {
  return Number(db.prepare("SELECT value FROM meta WHERE key = 'documents'").pluck().get());
}

/** The header of an SQLite file: https://www.sqlite.org/fileformat.html#the_database_header */
function checkHeader(path: string): PackFormat {
  const { header, bytes } = readHeader(path);
  if (header.length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new ForeignPack(path, 'it is not an SQLite file');
  }
  if (header.readUInt32BE(68) !== APPLICATION_ID)
    throw new ForeignPack(path, 'it has another application id');
  const version = header.readUInt32BE(60);
  const format = formatNamed(version);
  if (format === undefined) throw new ForeignPack(path, `its format is ${version}, not ${formatNames()}`);
  // 1 is a rollback journal, 2 is WAL: SQLite would look for a second file beside it.
  if (header[18] !== 1 || header[19] !== 1) throw new ForeignPack(path, 'it expects a write-ahead log');
  const page_bytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const expected = page_bytes * header.readUInt32BE(28);
  if (expected !== bytes) throw new CorruptPack(path, `it has ${bytes} bytes, and ${expected} by its header`);
  return format;
}

function readHeader(path: string): { header: Buffer; bytes: number } {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(100);
    const read = readSync(file, header, 0, 100, 0);
    return { header: header.subarray(0, read), bytes: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}

function checkSchema(db: Database.Database, path: string, { schema }: PackFormat): void {
  const found = db
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name LIMIT ?')
    .all(schema.length + 1);
  if (!isDeepStrictEqual(found, schema)) throw new ForeignPack(path, 'it has other tables than a pack');
}

function checkMeta(db: Database.Database, path: string, format: PackFormat): void {
  const tokenizer = db.prepare("SELECT value FROM meta WHERE key = 'tokenizer'").pluck().get();
  if (tokenizer !== format.tokenizer) throw new ForeignPack(path, `its tokenizer is "${String(tokenizer)}"`);
  if (!Number.isSafeInteger(countOf(db)))
    throw new CorruptPack(path, 'it does not say how many documents it holds');
}
