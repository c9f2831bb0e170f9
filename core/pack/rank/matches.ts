import { type DocumentSet, bothOf, complement, noDocuments } from '../facets/document-set.ts';
import type { Filtered } from '../facets/filtered.ts';
import { NO_DOCUMENT } from '../impact/postings.ts';
import type { Form, WordCursor } from './word-cursor.ts';

/** The documents of a pack that match a query. */
export class Matches {
  readonly #documents: number;
  readonly #cursors: () => WordCursor[];
  readonly #filtered: Filtered;
  readonly #excluded: DocumentSet | undefined;
  readonly #others: readonly number[];
  #all: DocumentSet | undefined;
  #any: DocumentSet | undefined;

  /** @param cursors of the words that are asked for, new ones each time: they do not go back. With none, any document will do. */
  constructor(of: {
    readonly documents: number;
    readonly cursors: () => WordCursor[];
    readonly filtered: Filtered;
    /** Those that have what is not wanted. */
    readonly excluded: DocumentSet | undefined;
    /** Those that count as matching, whatever they have. */
    readonly others?: readonly number[];
  }) {
    this.#documents = of.documents;
    this.#cursors = of.cursors;
    this.#filtered = of.filtered;
    this.#excluded = of.excluded;
    this.#others = of.others ?? [];
  }

  /** Those that may be found at all; undefined for all. */
  admitted(except?: string): DocumentSet | undefined {
    const left = this.#filtered.left(except);
    if (this.#excluded === undefined) return left;
    const others = complement(this.#excluded);
    return left === undefined ? others : bothOf(left, others);
  }

  /** Those that have all that is asked for. @param except a facet whatever value of which will do. */
  all(except?: string): DocumentSet {
    this.#all ??= this.#withOthers(haveAll(this.#cursors(), this.#documents));
    return this.#admittedOf(this.#all, except);
  }

  /** Those that have any of it. */
  any(except?: string): DocumentSet {
    this.#any ??= this.#withOthers(haveAny(this.#cursors(), this.#documents));
    return this.#admittedOf(this.#any, except);
  }

  #withOthers(set: DocumentSet): DocumentSet {
    for (const document of this.#others) set[document] = 1;
    return set;
  }

  #admittedOf(set: DocumentSet, except: string | undefined): DocumentSet {
    const admitted = this.admitted(except);
    return admitted === undefined ? set : bothOf(set, admitted);
  }
}

/** The documents that have any of some forms. */
export function withForms(
  forms: readonly Form[],
  documents: number,
  language_of: Uint8Array,
): DocumentSet | undefined {
  if (forms.length === 0) return undefined;
  const set = noDocuments(documents);
  for (const { postings, language } of forms)
    for (; postings.document !== NO_DOCUMENT; postings.next())
      if (language === undefined || language_of[postings.document] === language) set[postings.document] = 1;
  return set;
}

function haveAll(words: readonly WordCursor[], documents: number): DocumentSet {
  const [rarest, ...others] = words.toSorted((a, b) => a.count - b.count);
  const set = noDocuments(documents);
  if (rarest === undefined) return set.fill(1, 1);
  for (; rarest.document !== NO_DOCUMENT; rarest.next()) {
    const { document } = rarest;
    if (rarest.has() && others.every((other) => other.isIn(document))) set[document] = 1;
  }
  return set;
}

function haveAny(words: readonly WordCursor[], documents: number): DocumentSet {
  const set = noDocuments(documents);
  if (words.length === 0) return set.fill(1, 1);
  for (const word of words)
    for (; word.document !== NO_DOCUMENT; word.next())
      if (set[word.document] === 0 && word.has()) set[word.document] = 1;
  return set;
}
