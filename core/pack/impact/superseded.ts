import { type DocumentSet, noDocuments } from '../facets/document-set.ts';
import type { Columns } from './columns.ts';
import type { PackIndex, Term } from './pack-index.ts';
import { PostingsCursor } from './postings.ts';
import { FROM_BYTE } from './small-float.ts';

/**
 * Documents of a pack that are none of its shard any more: a later pack has them anew, or has a tombstone for them. Lists still name them;
 * they are left out when documents are found, and subtracted where they are counted.
 */
export class Superseded {
  readonly set: DocumentSet;
  /** Ascending. */
  readonly numbers: Uint32Array;

  private constructor(set: DocumentSet, numbers: Uint32Array) {
    this.set = set;
    this.numbers = numbers;
  }

  /** @returns undefined where all documents of a pack are of its shard. */
  static of(pack: PackIndex, later: readonly PackIndex[]): Superseded | undefined {
    const set = noDocuments(pack.documents);
    const numbers = new Set<number>();
    for (const one of later)
      for (const id of one.replaced()) {
        const document = pack.find(id);
        if (document !== undefined) numbers.add(document);
      }
    if (numbers.size === 0) return undefined;
    for (const document of numbers) set[document] = 1;
    return new Superseded(set, Uint32Array.from(numbers).sort());
  }

  get size(): number {
    return this.numbers.length;
  }

  has(document: number): boolean {
    return this.set[document] === 1;
  }

  /** How many of them have a term. @param postings of it. */
  countIn(postings: Uint8Array, { documents }: Pick<Term, 'documents'>): number {
    const cursor = new PostingsCursor(postings, documents);
    let count = 0;
    for (const document of this.numbers) {
      cursor.seek(document);
      if (cursor.document === document) count += 1;
    }
    return count;
  }

  /** Weighted words of them all together. */
  lengthOf({ lengths }: Columns): number {
    return this.numbers.reduce((sum, document) => sum + (FROM_BYTE[lengths[document] ?? 0] ?? 0), 0);
  }
}
