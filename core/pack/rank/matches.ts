import { type DocumentSet, bothOf, complement, noDocuments } from '../facets/document-set.ts';
import type { Filtered } from '../facets/filtered.ts';
import { decodeDocuments } from '../impact/postings.ts';
import type { FormList } from './units-in-pack.ts';

export interface MatchesOf {
  /** Those of the pack. */
  readonly documents: number;
  /** Of each clause that is asked for the forms. With none, any document will do. */
  readonly clauses: readonly (readonly FormList[])[];
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
  readonly #had: ClausesHad;
  readonly #filtered: Filtered;
  readonly #excluded: DocumentSet | undefined;
  /** Those that may be found at all; undefined for all. */
  readonly admitted: DocumentSet | undefined;

  constructor({ documents, clauses, language_of, filtered, excluded, others = [] }: MatchesOf) {
    this.#clauses = clauses.length;
    this.#had = clausesHad(clauses, documents, language_of);
    for (const document of others) raise(this.#had, document, clauses.length);
    this.#filtered = filtered;
    this.#excluded = excluded;
    this.admitted = this.#admitted();
  }

  /** By how many clauses they have, how many documents that may be found have so many. */
  tallies(): Uint32Array {
    const { admitted } = this;
    if (admitted === undefined) return this.#had.tallies;
    const tallies = new Uint32Array(this.#clauses + 1);
    for (let document = 1; document < admitted.length; document += 1) {
      if (admitted[document] === 0) continue;
      const count = this.#had.counts[document] ?? 0;
      tallies[count] = (tallies[count] ?? 0) + 1;
    }
    return tallies;
  }

  /** The documents that may be found and have so many clauses or more, ascending. @param least 1 at least. */
  having(least: number): number[] {
    const { counts } = this.#had;
    const admits = this.admits(least);
    const having: number[] = [];
    if (least === this.#clauses) {
      for (let at = counts.indexOf(least, 1); at > 0; at = counts.indexOf(least, at + 1))
        if (admits(at)) having.push(at);
    } else
      for (let document = 1; document < counts.length; document += 1)
        if (admits(document)) having.push(document);
    return having;
  }

  /** Whether a document is one of these. */
  admits(least: number): (document: number) => boolean {
    const { admitted } = this;
    const { counts } = this.#had;
    return (document) =>
      (counts[document] ?? 0) >= least && (admitted === undefined || admitted[document] === 1);
  }

  /** Those that have all that is asked for. @param except a facet whatever value of which will do. */
  all(except?: string): DocumentSet {
    return this.#set(this.#clauses, except);
  }

  /** Those that have any of it. */
  any(except?: string): DocumentSet {
    return this.#set(Math.min(1, this.#clauses), except);
  }

  #set(least: number, except: string | undefined): DocumentSet {
    const set = this.#had.counts.map((had) => Number(had >= least));
    set[0] = 0;
    const admitted = except === undefined ? this.admitted : this.#admitted(except);
    return admitted === undefined ? set : bothOf(set, admitted);
  }

  #admitted(except?: string): DocumentSet | undefined {
    const left = this.#filtered.left(except);
    if (this.#excluded === undefined) return left;
    const others = complement(this.#excluded);
    return left === undefined ? others : bothOf(left, others);
  }
}

/** The documents that have any of some forms. */
export function withForms(
  forms: readonly FormList[],
  documents: number,
  language_of: Uint8Array,
): DocumentSet | undefined {
  return forms.length === 0 ? undefined : clausesHad([forms], documents, language_of).counts;
}

/** How many of some clauses documents have. */
interface ClausesHad {
  /** By document; entry 0 is of none. */
  readonly counts: Uint8Array;
  /** By how many they have, how many documents have so many. */
  readonly tallies: Uint32Array;
}

function clausesHad(
  clauses: readonly (readonly FormList[])[],
  documents: number,
  language_of: Uint8Array,
): ClausesHad {
  const had = { counts: noDocuments(documents), tallies: new Uint32Array(clauses.length + 1) };
  const { counts, tallies } = had;
  tallies[0] = documents;
  /** By document the last clause that was found in it: none is counted twice for two of its forms. */
  const last = noDocuments(documents);
  const list = new Uint32Array(Math.max(0, ...clauses.flat().map(({ count }) => count)));
  for (const [n, forms] of clauses.entries())
    for (const { bytes, count, language } of forms) {
      decodeDocuments(bytes, count, list);
      for (let at = 0; at < count; at += 1) {
        const document = list[at] ?? 0;
        if (last[document] === n + 1 || (language !== undefined && language_of[document] !== language))
          continue;
        last[document] = n + 1;
        const known = counts[document] ?? 0;
        counts[document] = known + 1;
        tallies[known] = (tallies[known] ?? 0) - 1;
        tallies[known + 1] = (tallies[known + 1] ?? 0) + 1;
      }
    }
  return had;
}

/** Counts a document as one that has so many. */
function raise({ counts, tallies }: ClausesHad, document: number, to: number): void {
  const known = counts[document] ?? 0;
  tallies[known] = (tallies[known] ?? 0) - 1;
  tallies[to] = (tallies[to] ?? 0) + 1;
  counts[document] = to;
}
