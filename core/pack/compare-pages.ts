import type Database from 'better-sqlite3';
import { openPack } from './open.ts';
import { inPageFile } from './page-file.ts';
import { TEXT_BYTES } from './text-bytes.ts';

/** A page that is to be compared with the pack of its shard. */
export interface PageToCompare {
  /** Counts the pages of a file. */
  readonly n: number;
  /** Name of the shard. */
  readonly shard: string;
  /** Of its document. */
  readonly id: string;
  /** The hash that its document is to have; null where there is to be none. */
  readonly wanted: string | null;
  /** Whether a crawl that ends has visited it, and could read it. */
  readonly visited: 'no' | 'read' | 'failed';
  /** Whether a crawl that ends says what is to become of it. */
  readonly judged: boolean;
  /** Whether it is to be told what its document is in the live pack, and how much text it has. */
  readonly measured: boolean;
  /** What the caller knows of it. */
  readonly page: string;
}

/** A page that is left of those that were put. */
export interface RemainingPage {
  readonly n: number;
  /** The hash of its document in the live pack, if that was asked for and there is one; bytes of the text there. */
  readonly live_hash: string | null;
  readonly live_bytes: number | null;
  readonly page: string;
}

/** The pages of one shard in a file of them. */
interface OfShard {
  /** Of the pages; {@link putPages} makes it. */
  readonly path: string;
  readonly shard: string;
}

/** Adds pages to a file of them; made if there is none. */
export function putPages({ path, pages }: { path: string; pages: readonly PageToCompare[] }): void {
  inPageFile(path, (db) => {
    const put = db.prepare(`INSERT INTO pages (shard, n, id, wanted, visited, judged, measured, page)
      VALUES (@shard, @n, @id, @wanted, @visited, @judged, @measured, @page)`);
    db.transaction(() => {
      for (const page of pages)
        put.run({ ...page, judged: Number(page.judged), measured: Number(page.measured) });
    })();
  });
}

/**
 * Forgets the pages of a shard that its live pack has as they are to be, and notes what it has of others.
 * @param request.pack none where nothing is packed yet.
 * @returns of the pages that have a document there, those that a crawl has visited which ends, and those of them that it
 *   could not read.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function compareWithLive(request: OfShard & { readonly pack?: string | undefined }): {
  known: number;
  failed: number;
} {
  const { pack, shard } = request;
  if (pack === undefined) {
    inPageFile(request.path, (db) => {
      db.prepare('DELETE FROM pages WHERE shard = ? AND wanted IS NULL').run(shard);
    });
    return { known: 0, failed: 0 };
  }
  return inPageFile(request.path, (db) =>
    withPack(db, pack, () => {
      const visited = db
        .prepare<[string], { visited: string; pages: number }>(
          `SELECT visited, count(*) AS pages FROM main.pages WHERE shard = ? AND id IN (SELECT id FROM base.documents)
           GROUP BY visited`,
        )
        .all(shard);
      const counts = new Map(visited.map((row) => [row.visited, row.pages]));
      db.prepare(`DELETE FROM main.pages WHERE shard = ? AND wanted IS ${HASH}`).run(shard);
      db.prepare(
        `UPDATE main.pages SET (live_hash, live_bytes) =
           (SELECT hash, ${TEXT_BYTES} FROM base.documents WHERE documents.id = pages.id)
         WHERE shard = ? AND measured = 1`,
      ).run(shard);
      const failed = counts.get('failed') ?? 0;
      return { known: (counts.get('read') ?? 0) + failed, failed };
    }),
  );
}

/**
 * Forgets the pages of a shard that a held pack has as they are to be, but for those of which a crawl that ends says so.
 * @returns how many.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function leaveOutHeld({ path, shard, pack }: OfShard & { readonly pack: string }): number {
  return inPageFile(path, (db) =>
    withPack(
      db,
      pack,
      () =>
        db.prepare(`DELETE FROM main.pages WHERE shard = ? AND judged = 0 AND wanted IS ${HASH}`).run(shard)
          .changes,
    ),
  );
}

/**
 * Forgets the pages of a shard that a pack does not have as they are to be.
 * @returns how many are left.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function keepPacked({ path, shard, pack }: OfShard & { readonly pack: string }): number {
  return inPageFile(path, (db) =>
    withPack(db, pack, () => {
      db.prepare(`DELETE FROM main.pages WHERE shard = ? AND wanted IS NOT ${HASH}`).run(shard);
      return Number(db.prepare('SELECT count(*) FROM main.pages WHERE shard = ?').pluck().get(shard));
    }),
  );
}

/** The pages of a shard that are left, in their order: at most `limit`, from number `from` on. */
export function remainingPages({
  path,
  shard,
  from,
  limit,
}: OfShard & { readonly from: number; readonly limit: number }): RemainingPage[] {
  return inPageFile(path, (db) =>
    db
      .prepare<[string, number, number], RemainingPage>(
        'SELECT n, live_hash, live_bytes, page FROM pages WHERE shard = ? AND n >= ? ORDER BY n LIMIT ?',
      )
      .all(shard, from, limit),
  );
}

/** What a pack has of a page; null where it has no such document. */
const HASH = '(SELECT hash FROM base.documents WHERE documents.id = pages.id)';

/** Attaches a pack, as `base`, once it is known to be one. */
function withPack<Result>(db: Database.Database, pack: string, work: () => Result): Result {
  openPack(pack).close();
  db.prepare('ATTACH ? AS base').run(pack);
  try {
    return db.transaction(work)();
  } finally {
    db.exec('DETACH base');
  }
}
