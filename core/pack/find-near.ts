import type Database from 'better-sqlite3';
import { NearDuplicateIndex } from '../crawl/near-duplicate-index.ts';
import { type Fingerprint, parseFingerprint } from '../crawl/near-duplicate.ts';
import { inFingerprints } from './fingerprint-file.ts';

/** Fingerprints kept, 24 bytes each. Documents beyond are found near to these, and these not to them. */
const MOST_DOCUMENTS = 2_000_000;

export interface FindNearRequest {
  /** File with the fingerprints of all shards of a version. */
  readonly path: string;
  /** Pairs named at most. */
  readonly limit: number;
}

export interface NearDocuments {
  /** Documents whose text is near to that of another one. */
  readonly documents: number;
  /** The first of them, each with another one. */
  readonly pairs: readonly { readonly id: string; readonly near: string }[];
}

/**
 * Finds the documents of a version whose text is near to another's (core/crawl/near-duplicate.ts), among those that
 * {@link noteFingerprints} has written down. Reads them twice; memory holds the fingerprints. Blocks: for threads.
 */
export function findNear({ path, limit }: FindNearRequest): NearDocuments {
  return inFingerprints(path, (db) => {
    const index = new NearDuplicateIndex(MOST_DOCUMENTS);
    eachFingerprint(db, (fingerprint) => void index.add(fingerprint));
    const near: { n: number; other: number }[] = [];
    let documents = 0;
    eachFingerprint(db, (fingerprint, n) => {
      const other = index.anyNear(fingerprint, n);
      if (other === undefined) return;
      documents += 1;
      if (near.length < limit) near.push({ n, other });
    });
    const name = db.prepare<[number], string>('SELECT id FROM fingerprints WHERE n = ?').pluck();
    const idOf = (n: number): string => name.get(n) ?? '';
    return { documents, pairs: near.map(({ n, other }) => ({ id: idOf(n), near: idOf(other) })) };
  });
}

function eachFingerprint(db: Database.Database, visit: (fingerprint: Fingerprint, n: number) => void): void {
  const rows = db.prepare<[], { n: number; fingerprint: string }>(
    'SELECT n, fingerprint FROM fingerprints ORDER BY n',
  );
  for (const { n, fingerprint } of rows.iterate()) {
    const parsed = parseFingerprint(fingerprint);
    if (parsed !== undefined) visit(parsed, n);
  }
}
