import type Database from 'better-sqlite3';
import { VarintList } from '../impact/varint-list.ts';
import type { DocumentSet } from './document-set.ts';

/** A value of a facet, and how many documents have it. */
export interface FacetValue {
  readonly value: string;
  readonly documents: number;
}

/** Documents, ascending, as they are written: each by its distance from the one before. */
export class DocumentList implements Iterable<number> {
  readonly #distances: VarintList;
  #document = 0;

  constructor(bytes: Uint8Array) {
    this.#distances = new VarintList(bytes);
  }

  isAtEnd(): boolean {
    return this.#distances.isAtEnd();
  }

  next(): number {
    this.#document += this.#distances.next();
    return this.#document;
  }

  /** Those that are left. */
  *[Symbol.iterator](): Generator<number> {
    while (!this.isAtEnd()) yield this.next();
  }
}

/** What documents of a pack are filtered, counted and sorted by, beside their words. */
export class Facets {
  readonly #values;
  readonly #all;
  readonly #alike;
  readonly #list;
  readonly #lists;

  constructor(db: Database.Database) {
    this.#values = db.prepare<[string, number], FacetValue>(
      'SELECT value, documents FROM facets WHERE name = ? ORDER BY value LIMIT ?',
    );
    this.#all = db
      .prepare<[string], string>('SELECT value FROM facets WHERE name = ? ORDER BY value')
      .pluck();
    // Case does not change how many characters there are.
    this.#alike = db
      .prepare<[string, string], string>(
        'SELECT value FROM facets WHERE name = ? AND length(value) = length(?) ORDER BY value',
      )
      .pluck();
    this.#list = db
      .prepare<[string, string], Buffer>('SELECT list FROM facets WHERE name = ? AND value = ?')
      .pluck();
    this.#lists = db.prepare<[string], { readonly value: string; readonly list: Buffer }>(
      'SELECT value, list FROM facets WHERE name = ? ORDER BY value',
    );
  }

  /** Its values in the order of their bytes, the first `most` of them. */
  values(name: string, most: number): FacetValue[] {
    return this.#values.all(name, most);
  }

  /** All its values in the order of their bytes; there may be as many as documents. */
  allValues(name: string): string[] {
    return this.#all.all(name);
  }

  /** Its values that are written as one, in capital letters or small ones. */
  inAnyCase(name: string, value: string): string[] {
    const folded = value.toLowerCase();
    return this.#alike.all(name, value).filter((one) => one.toLowerCase() === folded);
  }

  /** All of its values in the order of their bytes, each with the documents that have it. Before the next one nothing else may be asked so. */
  *lists(name: string): Generator<{ readonly value: string; readonly documents: DocumentList }> {
    for (const { value, list } of this.#lists.iterate(name))
      yield { value, documents: new DocumentList(list) };
  }

  /** The documents that have a value, ascending. */
  documents(name: string, value: string): Iterable<number> {
    return new DocumentList(this.#list.get(name, value) ?? new Uint8Array());
  }

  /** Puts the documents that have a value into a set. */
  mark(set: DocumentSet, name: string, value: string): void {
    for (const document of this.documents(name, value)) set[document] = 1;
  }
}
