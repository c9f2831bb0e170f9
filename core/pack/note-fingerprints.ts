import type Database from 'better-sqlite3';
import { parseFingerprint } from '../crawl/near-duplicate.ts';
import { inFingerprints } from './fingerprint-file.ts';
import { selected } from './formats.ts';
import { openPack } from './open.ts';

/**
 * Adds the documents of a pack that have a text to a file of fingerprints, for {@link findNear}: pack by pack, so that
 * those of a version need not lie on one disk together. Reads all of the pack but the bodies. Blocks: for threads.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function noteFingerprints(request: {
  /** Pack file. */
  readonly pack: string;
  /** Of the fingerprints; made if there is none. */
  readonly path: string;
}): void {
  const pack = openPack(request.pack);
  try {
    inFingerprints(request.path, (db) => db.transaction(() => add(pack, db))());
  } finally {
    pack.close();
  }
}

function add(pack: Database.Database, to: Database.Database): void {
  const rows = pack.prepare<[], { id: string; fingerprint: string }>(
    `SELECT ${selected(pack, ['id', 'fingerprint'])} FROM documents ORDER BY rowid`,
  );
  const put = to.prepare('INSERT INTO fingerprints (n, id, fingerprint) VALUES (?, ?, ?)');
  let n = Number(to.prepare('SELECT count(*) FROM fingerprints').pluck().get());
  for (const { id, fingerprint } of rows.iterate()) {
    if (parseFingerprint(fingerprint) === undefined) continue;
    put.run(n, id, fingerprint);
    n += 1;
  }
}
