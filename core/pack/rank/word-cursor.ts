import { NO_DOCUMENT, type PostingsCursor } from '../impact/postings.ts';
import { FROM_BYTE } from '../impact/small-float.ts';
import { NOTHING, type Saturation } from './saturation.ts';

/** A term that stands for a word: the word itself, or another form of it. */
export interface Form {
  readonly postings: PostingsCursor;
  /** What an occurrence counts: 1 for that of the word itself. */
  readonly weight: number;
  /** The language of the documents in which it stands for the word; any, where there is none. */
  readonly language?: number;
}

const NO_LANGUAGES = new Uint8Array();

/** Goes through the documents that have a word of a query in any of its forms, and those that have one of another language. */
export class WordCursor {
  /** Where it stands; {@link NO_DOCUMENT} behind the end. */
  document = 0;
  /** What the word is worth where it is all that a document says. */
  readonly worth: number;
  readonly #forms: readonly Form[];
  readonly #language_of: Uint8Array;
  /** Every document in its lists has it. */
  readonly #isSure: boolean;
  readonly #saturation: Saturation;

  /** @param language_of languages of the documents, by number. */
  constructor(
    forms: readonly Form[],
    worth: number,
    saturation: Saturation,
    language_of: Uint8Array = NO_LANGUAGES,
  ) {
    this.#language_of = language_of;
    this.worth = worth;
    this.#forms = forms;
    this.#isSure = forms.every(({ language }) => language === undefined);
    this.#saturation = saturation;
    this.#stand();
  }

  /** Documents that have it, at most. */
  get count(): number {
    return this.#forms.reduce((sum, { postings }) => sum + postings.count, 0);
  }

  /** Whether the document where it stands has it. */
  has(): boolean {
    return this.#isSure || this.#forms.some((form) => this.#isHere(form));
  }

  /** Whether a document has it. It never goes back. */
  isIn(document: number): boolean {
    this.seek(document);
    return this.document === document && this.has();
  }

  next(): void {
    for (const { postings } of this.#forms) if (postings.document === this.document) postings.next();
    this.#stand();
  }

  /** Goes to the first document that is not before this one; it never goes back. */
  seek(document: number): void {
    if (document <= this.document) return;
    for (const { postings } of this.#forms) postings.seek(document);
    this.#stand();
  }

  /** What the word adds to the score of the document where it stands: nothing, if none of its forms there is of its language. */
  score(): number {
    let frequency = 0;
    for (const form of this.#forms)
      if (this.#isHere(form)) frequency += counted(form.postings.frequency, form.weight);
    return this.worth * this.#saturation.of(frequency, this.document);
  }

  /**
   * Adds up how often the documents from where it stands up to `to` have the word, and goes there.
   * @param frequencies by document from `from` on: zeros, or what others have added.
   * @param seen by document likewise: set for those that have it.
   */
  gather(frequencies: Float64Array, seen: Uint8Array, from: number, to: number): void {
    for (const { postings, weight, language } of this.#forms) {
      for (; postings.document < to; postings.next()) {
        if (!this.#counts(language, postings.document)) continue;
        const at = postings.document - from;
        frequencies[at] = (frequencies[at] ?? 0) + counted(postings.frequency, weight);
        seen[at] = 1;
      }
    }
    this.#stand();
  }

  /** What the word adds at most to the score of a document from where it stands up to `to`. */
  bound(to: number): number {
    if (this.document >= to) return 0;
    let most = 0;
    let shortest = 255;
    for (const { postings, weight } of this.#forms) {
      if (postings.document >= to) continue;
      const bounds = postings.bounds(to);
      if (bounds === undefined) return this.worth;
      most += counted(bounds.frequency, weight);
      shortest = Math.min(shortest, bounds.length);
    }
    return this.worth * this.#saturation.ofLength(most, shortest);
  }

  #isHere({ postings, language }: Form): boolean {
    return postings.document === this.document && this.#counts(language, this.document);
  }

  #counts(language: number | undefined, document: number): boolean {
    return language === undefined || this.#language_of[document] === language;
  }

  #stand(): void {
    let first = NO_DOCUMENT;
    for (const { postings } of this.#forms) first = Math.min(first, postings.document);
    this.document = first;
  }
}

const counted_of_weight = new Map<number, Float64Array>();

/** What frequencies come to, by their bytes. */
export function countedBytes(weight: number): Float64Array {
  const known = counted_of_weight.get(weight);
  if (known !== undefined) return known;
  // Settings have but a few.
  if (counted_of_weight.size === 100) counted_of_weight.clear();
  const all = FROM_BYTE.map((_, byte) => counted(byte, weight));
  counted_of_weight.set(weight, all);
  return all;
}

/** What a frequency comes to; more than 0, whatever the weights: a document that has a word has it. */
function counted(frequency: number, weight: number): number {
  return Math.max(weight * (FROM_BYTE[frequency] ?? 0), NOTHING);
}
