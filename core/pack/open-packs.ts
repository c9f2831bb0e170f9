import type Database from 'better-sqlite3';
import { compareIds } from './document-diff.ts';
import { openPack } from './open.ts';

/** Columns of documents that stand before their bodies, in packs of every format: so no body is read with them. */
type Heading = 'title' | 'site' | 'hash';

/** Packs that are read as one. Memory does not grow with them. Blocks: for a thread of its own. */
export class OpenPacks implements Disposable {
  readonly #open: Database.Database[] = [];

  /** @param paths of pack files. @throws {ForeignPack} {@link CorruptPack} */
  constructor(paths: readonly string[]) {
    try {
      for (const path of paths) this.#open.push(openPack(path));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** The documents of all of them in the order of their ids, with these columns. */
  *documents<Name extends Heading>(
    ...columns: readonly Name[]
  ): Generator<Readonly<Record<'id' | Name, string>>> {
    const lists = this.#open.map((db) => documentsOf(db, columns));
    try {
      const heads = lists.map(next);
      for (;;) {
        const first = firstOf(heads);
        const document = heads[first];
        if (document === undefined) return;
        yield document;
        heads[first] = next(lists[first]);
      }
    } finally {
      // A connection that is read still cannot be closed.
      for (const list of lists) list.return?.();
    }
  }

  [Symbol.dispose](): void {
    for (const db of this.#open) db.close();
  }
}

/** In the order of rowids, which is that of ids. */
function documentsOf<Name extends Heading>(
  db: Database.Database,
  columns: readonly Name[],
): IterableIterator<Readonly<Record<'id' | Name, string>>> {
  const select = `SELECT ${['id', ...columns].join(', ')} FROM documents ORDER BY rowid`;
  return db.prepare<[], Readonly<Record<'id' | Name, string>>>(select).iterate();
}

function next<Document>(list: Iterator<Document> | undefined): Document | undefined {
  const read = list?.next();
  return read === undefined || read.done === true ? undefined : read.value;
}

/** The place of the least id; -1 when all lists are at their end. */
function firstOf(heads: readonly ({ readonly id: string } | undefined)[]): number {
  let first = -1;
  heads.forEach((head, n) => {
    const least = heads[first];
    if (head !== undefined && (least === undefined || compareIds(head.id, least.id) < 0)) first = n;
  });
  return first;
}
