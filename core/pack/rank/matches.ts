import { type DocumentSet, bothOf, eachFour, noDocuments, sizeOf } from '../facets/document-set.ts';
import type { Filtered } from '../facets/filtered.ts';
import type { Form } from './word-cursor.ts';

export interface MatchesOf {
  /** Those of the pack. */
  readonly documents: number;
  /** Of each clause that is asked for the forms, from their beginnings on: they are read to the end. With none, any document will do. */
  readonly clauses: readonly (readonly Form[])[];
  readonly filtered: Filtered;
  /** Those that have what is not wanted. */
  readonly excluded: DocumentSet | undefined;
  /** Those that count as matching, whatever they have. */
  readonly others?: readonly number[];
  readonly language_of: Uint8Array;
}

/** The documents of a pack that match a query. */
export class Matches {
  readonly #clauses: number;
  /** By document how many of the clauses it has. */
  readonly #had: Uint8Array;
  readonly #filtered: Filtered;
  readonly #excluded: DocumentSet | undefined;
  /** Those that may be found at all; undefined for all. */
  readonly admitted: DocumentSet | undefined;

  constructor({ documents, clauses, language_of, filtered, excluded, others = [] }: MatchesOf) {
    this.#clauses = clauses.length;
    this.#had = clausesHad(clauses, documents, language_of);
    for (const document of others) this.#had[document] = clauses.length;
    this.#filtered = filtered;
    this.#excluded = excluded;
    this.admitted = this.#admitted();
  }

  /** By how many clauses they have, how many documents that may be found have so many. */
  tallies(): Uint32Array {
    const tallies = new Uint32Array(this.#clauses + 1);
    this.#each(1, (_, had) => (tallies[had] = (tallies[had] ?? 0) + 1));
    const others = this.admitted === undefined ? this.#had.length - 1 : sizeOf(this.admitted);
    tallies[0] = others - tallies.reduce((sum, count) => sum + count, 0);
    return tallies;
  }

  /** The documents that may be found and have so many clauses or more, ascending. @param least 1 at least. */
  having(least: number): number[] {
    const having: number[] = [];
    this.#each(least, (document) => having.push(document));
    return having;
  }

  /** Whether a document is one of these. */
  admits(least: number): (document: number) => boolean {
    const { admitted } = this;
    const had = this.#had;
    return (document) =>
      (had[document] ?? 0) >= least && (admitted === undefined || admitted[document] === 1);
  }

  /** Those that have all that is asked for. @param except a facet whatever value of which will do. */
  all(except?: string): DocumentSet {
    return this.#set(this.#clauses, except);
  }

  /** Those that have any of it. */
  any(except?: string): DocumentSet {
    return this.#set(Math.min(1, this.#clauses), except);
  }

  #each(least: number, take: (document: number, had: number) => void): void {
    const had = this.#had;
    const admits = this.admits(least);
    eachFour(had, (document) => {
      if (admits(document)) take(document, had[document] ?? 0);
    });
  }

  #set(least: number, except: string | undefined): DocumentSet {
    const set = this.#had.map((had) => Number(had >= least));
    set[0] = 0;
    const admitted = except === undefined ? this.admitted : this.#admitted(except);
    return admitted === undefined ? set : bothOf(set, admitted);
  }

  #admitted(except?: string): DocumentSet | undefined {
    const left = this.#filtered.left(except);
    if (this.#excluded === undefined) return left;
    const others = this.#excluded.map((has) => 1 - has);
    others[0] = 0;
    return left === undefined ? others : bothOf(left, others);
  }
}

/** The documents that have any of some forms. */
export function withForms(
  forms: readonly Form[],
  documents: number,
  language_of: Uint8Array,
): DocumentSet | undefined {
  return forms.length === 0 ? undefined : clausesHad([forms], documents, language_of);
}

function clausesHad(
  clauses: readonly (readonly Form[])[],
  documents: number,
  language_of: Uint8Array,
): Uint8Array {
  const had = noDocuments(documents);
  /** By document the last clause that was found in it: none is counted twice for two of its forms. */
  const last = noDocuments(documents);
  for (const [n, forms] of clauses.entries())
    for (const { postings, language } of forms)
      postings.eachBlock((block, size) => {
        for (let at = 0; at < size; at += 1) {
          const document = block[at] ?? 0;
          if (last[document] === n + 1 || (language !== undefined && language_of[document] !== language))
            continue;
          last[document] = n + 1;
          had[document] = (had[document] ?? 0) + 1;
        }
      });
  return had;
}
