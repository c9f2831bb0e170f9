import { FROM_BYTE } from '../impact/small-float.ts';

/** What occurrences come to that count nothing: enough to tell that there are some. */
export const NOTHING = 1e-200;
/** Less than any that count something. */
const SOMETHING = 1e-100;

/**
 * Documents that are longer than so many of average length count as that long: they are of many things, and on what somebody looks for they
 * are no longer than others.
 */
const LONGEST = 3.5;

/** How occurrences count, the more of them there are and the longer the document is: the `k1` and `b` of BM25. */
export interface SaturationSettings {
  /** So many occurrences in a document of average length are worth half of what any number is. */
  readonly k1: number;
  /** From 0, where lengths do not matter, to 1. */
  readonly b: number;
}

/**
 * The part of BM25 that is between 0 and 1: f / (f + k1 (1 - b + b length / average)), where f are weighted occurrences.
 * Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6 for several fields.
 */
export class Saturation {
  readonly #lengths: Uint8Array;
  /** What is added to the occurrences below the line, by the byte of a length. */
  readonly #norms: Float64Array;

  /**
   * @param lengths of all documents, by number, as `toByte` writes them.
   * @param average of all documents of the index.
   */
  constructor(lengths: Uint8Array, average: number, { k1, b }: SaturationSettings) {
    this.#lengths = lengths;
    // Where words count nothing wherever they stand, all lengths are none.
    const relative = (length: number): number => (average > 0 ? Math.min(length / average, LONGEST) : 0);
    this.#norms = FROM_BYTE.map((length) => k1 * (1 - b + b * relative(length)));
  }

  of(frequency: number, document: number): number {
    return this.ofLength(frequency, this.#lengths[document] ?? 0);
  }

  ofLength(frequency: number, length: number): number {
    return frequency < SOMETHING ? 0 : frequency / (frequency + (this.#norms[length] ?? 0));
  }
}
