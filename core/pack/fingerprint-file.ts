import type Database from 'better-sqlite3';
import { inWorkFile } from './work-file.ts';

/** Documents of a version that have a text, numbered from 0 in the order of its packs and of the ids in each. */
const CREATE_FINGERPRINTS = `CREATE TABLE IF NOT EXISTS fingerprints (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, fingerprint TEXT NOT NULL
) STRICT`;

/** Does work on a file of fingerprints, as {@link inWorkFile} does. Blocks: for threads. */
export function inFingerprints<Result>(path: string, work: (db: Database.Database) => Result): Result {
  return inWorkFile(path, CREATE_FINGERPRINTS, work);
}
