import type Database from 'better-sqlite3';
import { VarintList } from '../impact/varint-list.ts';
import type { DocumentSet } from './document-set.ts';

/** A value of a facet, and how many documents have it. */
export interface FacetValue {
  readonly value: string;
  readonly documents: number;
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
    this.#lists = db
      .prepare<[string], Buffer>('SELECT list FROM facets WHERE name = ? ORDER BY value')
      .pluck();
    this.#list = db
      .prepare<[string, string], Buffer>('SELECT list FROM facets WHERE name = ? AND value = ?')
      .pluck();
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

  /** The lists of its values, in the order of these. Before the next one nothing else may be asked so. */
  *lists(name: string): Generator<Iterable<number>> {
    for (const list of this.#lists.iterate(name)) yield documentsOf(list);
  }

  /** The documents that have a value, ascending. */
  documents(name: string, value: string): Iterable<number> {
    return documentsOf(this.#list.get(name, value) ?? new Uint8Array());
  }

  /** Puts the documents that have a value into a set. */
  mark(set: DocumentSet, name: string, value: string): void {
    for (const document of this.documents(name, value)) set[document] = 1;
  }
}

function* documentsOf(bytes: Uint8Array): Generator<number> {
  const list = new VarintList(bytes);
  let document = 0;
  while (!list.isAtEnd()) {
    document += list.next();
    yield document;
  }
}
