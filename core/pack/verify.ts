import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sha256OfFile } from './file-hash.ts';
import { countOf, openPack } from './open.ts';
import { CorruptPack } from './pack-errors.ts';

export interface VerifyRequest {
  readonly path: string;
  /** Hashes the file and compares; leave it out when the bytes were hashed on their way to disk. */
  readonly sha256?: string;
}

/**
 * Checks a pack before it is served: its hash, what it is, and the structure of every page.
 * @throws {CorruptPack} {@link ForeignPack}
 */
export function verifyPack({ path, sha256 }: VerifyRequest): { documents: number; bytes: number } {
  if (sha256 !== undefined) {
    const found = sha256OfFile(path);
    if (found !== sha256) throw new CorruptPack(path, `its sha256 is ${found}, not ${sha256}`);
  }
  const db = openPack(path);
  try {
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw new CorruptPack(path, String(found));
    const documents = Number(db.prepare('SELECT count(*) FROM documents').pluck().get());
    if (documents !== countOf(db)) {
      throw new CorruptPack(path, `it holds ${documents} documents and says ${countOf(db)}`);
    }
    return { documents, bytes: statSync(path).size };
  } catch (error) {
    if (error instanceof Database.SqliteError) throw new CorruptPack(path, error.message, { cause: error });
    throw error;
  } finally {
    db.close();
  }
}
