import type Database from 'better-sqlite3';
import { type DiffEntry, type DocumentDiff, compareIds, diffDocuments } from './document-diff.ts';
import { openPack } from './open.ts';

export interface DiffPacksRequest {
  /** Pack files that together hold the same ids in both versions: those of one shard each, unless it was split. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Documents named of each kind. */
  readonly limit: number;
}

/**
 * Compares the documents in two sets of packs. Blocks: for a thread of its own. Memory does not grow with the packs.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function diffPacks({ before, after, limit }: DiffPacksRequest): DocumentDiff {
  using olds = new OpenPacks(before);
  using nows = new OpenPacks(after);
  return diffDocuments(olds.entries(), nows.entries(), limit);
}

class OpenPacks implements Disposable {
  readonly #open: Database.Database[] = [];

  constructor(paths: readonly string[]) {
    try {
      for (const path of paths) this.#open.push(openPack(path));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** The documents of all of them in the order of their ids. */
  *entries(): Generator<DiffEntry> {
    const lists = this.#open.map(entriesOf);
    try {
      const heads = lists.map(next);
      for (;;) {
        const first = firstOf(heads);
        const entry = heads[first];
        if (entry === undefined) return;
        yield entry;
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

/** In the order of rowids, which is that of ids. Bodies are not read: they stand last in their rows. */
function entriesOf(db: Database.Database): IterableIterator<DiffEntry> {
  return db.prepare<[], DiffEntry>('SELECT id, title, hash FROM documents ORDER BY rowid').iterate();
}

function next(list: Iterator<DiffEntry> | undefined): DiffEntry | undefined {
  const read = list?.next();
  return read === undefined || read.done === true ? undefined : read.value;
}

/** The place of the least id; -1 when all lists are at their end. */
function firstOf(heads: readonly (DiffEntry | undefined)[]): number {
  let first = -1;
  heads.forEach((head, n) => {
    const least = heads[first];
    if (head !== undefined && (least === undefined || compareIds(head.id, least.id) < 0)) first = n;
  });
  return first;
}
