import { type DocumentSet, bothOf, complement, noDocuments, sizeOf } from '../facets/document-set.ts';
import type { Filtered } from '../facets/filtered.ts';
import { type ClausesHad, clausesHad, raise } from './clauses-had.ts';
import type { FormList } from './units-in-pack.ts';
import { type WholeMatches, wholeMatches } from './whole-matches.ts';

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

/** The documents of a pack that match a query. Those that have all of it are found first, and others where they are asked for. */
export class Matches {
  readonly #of: MatchesOf;
  #whole: WholeMatches | undefined;
  #had: ClausesHad | undefined;
  /** Those that may be found at all; undefined for all. */
  readonly admitted: DocumentSet | undefined;

  constructor(of: MatchesOf) {
    this.#of = of;
    this.admitted = this.#admitted();
  }

  /** The documents that have all clauses, of which there is one at least; also those that may not be found. */
  get whole(): WholeMatches {
    this.#whole ??= wholeMatches(this.#of.clauses, this.#of.language_of);
    return this.#whole;
  }

  /** How many documents may be found and have all that is asked for. */
  countAll(): number {
    const { admitted } = this;
    const { clauses, others = [] } = this.#of;
    if (admitted === undefined && clauses.length > 0 && others.length === 0)
      return this.whole.documents.length;
    return sizeOf(this.all());
  }

  /** By how many clauses they have, how many documents that may be found have so many. */
  tallies(): Uint32Array {
    const { admitted } = this;
    const { counts, tallies } = this.#counted();
    if (admitted === undefined) return tallies;
    const left = new Uint32Array(tallies.length);
    for (let document = 1; document < admitted.length; document += 1) {
      if (admitted[document] === 0) continue;
      const count = counts[document] ?? 0;
      left[count] = (left[count] ?? 0) + 1;
    }
    return left;
  }

  /** The documents that may be found and have so many clauses or more, ascending. @param least 1 at least. */
  having(least: number): number[] {
    const { counts } = this.#counted();
    const { admitted } = this;
    const having: number[] = [];
    // Most have none: they are passed over four at a time.
    const fours = new Uint32Array(counts.buffer, 0, counts.length >>> 2);
    for (let document = 1; document < counts.length; document += 1) {
      if ((document & 3) === 0) while (fours[document >>> 2] === 0) document += 4;
      const had = counts[document] ?? 0;
      if (had >= least && (admitted === undefined || admitted[document] === 1)) having.push(document);
    }
    return having;
  }

  /** Whether a document is one of these. */
  admits(least: number): (document: number) => boolean {
    const { admitted } = this;
    const { counts } = this.#counted();
    return (document) =>
      (counts[document] ?? 0) >= least && (admitted === undefined || admitted[document] === 1);
  }

  /** Those that have all that is asked for. @param except a facet whatever value of which will do. */
  all(except?: string): DocumentSet {
    const { documents, clauses, others = [] } = this.#of;
    const set = noDocuments(documents);
    if (clauses.length === 0) set.fill(1, 1);
    else for (const document of this.whole.documents) set[document] = 1;
    for (const document of others) set[document] = 1;
    return this.#left(set, except);
  }

  /** Those that have any of it. */
  any(except?: string): DocumentSet {
    const { clauses } = this.#of;
    if (clauses.length === 0) return this.all(except);
    return this.#left(
      this.#counted().counts.map((had) => Number(had > 0)),
      except,
    );
  }

  #counted(): ClausesHad {
    if (this.#had !== undefined) return this.#had;
    const { documents, clauses, language_of, others = [] } = this.#of;
    this.#had = clausesHad(clauses, documents, language_of);
    for (const document of others) raise(this.#had, document, clauses.length);
    return this.#had;
  }

  #left(set: DocumentSet, except: string | undefined): DocumentSet {
    const admitted = except === undefined ? this.admitted : this.#admitted(except);
    return admitted === undefined ? set : bothOf(set, admitted);
  }

  #admitted(except?: string): DocumentSet | undefined {
    const { filtered, excluded } = this.#of;
    const left = filtered.left(except);
    if (excluded === undefined) return left;
    const others = complement(excluded);
    return left === undefined ? others : bothOf(left, others);
  }
}
