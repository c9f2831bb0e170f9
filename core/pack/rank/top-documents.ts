import { NO_DOCUMENT } from '../impact/postings.ts';
import type { Best, Scored } from './best.ts';
import type { Saturation } from './saturation.ts';
import type { WordCursor } from './word-cursor.ts';

export interface Ranking {
  /** Of a query, each in all of its forms. Those who ask go on with other ones: cursors do not go back. */
  readonly words: readonly WordCursor[];
  /** The one that the words count by. */
  readonly saturation: Saturation;
  /** By how many words a document has: what that adds to its score. It never becomes less. */
  readonly tiers: readonly number[];
  /** Takes what is found. */
  readonly best: Pick<Best, 'threshold' | 'add' | 'ranked'>;
  /** Whether a document may be among them. */
  readonly admits?: (document: number) => boolean;
}

/** Documents that are looked at together: what is added up for them fits in the first cache of a core. */
const WINDOW = 2048;
/** Sums in another order differ by less than this part. */
const SLACK = 1 + 1e-9;

/**
 * The best documents that have any of the words. They are looked for in windows of document numbers; in each, words of which all
 * together could lift no document among the best are asked only about documents that the others have. The answer is exact,
 * and its scores are added up in the order of the words, so that they are the same in whatever pack a document is.
 *
 * Turtle, Flood: Query Evaluation: Strategies and Optimizations (1995) has that as MaxScore; by windows and with bounds of blocks
 * it is as in Lucene's MaxScoreBulkScorer (https://github.com/apache/lucene).
 */
export function topDocuments(ranking: Ranking): Scored[] {
  const { best } = ranking;
  const windows = new Windows(ranking);
  for (let from = 1; from !== NO_DOCUMENT;) from = windows.rank(from);
  return best.ranked();
}

/** A word, and what is known of it in the window at hand. */
class WindowedWord {
  readonly cursor: WordCursor;
  /** How often the documents of the window have it, where it was gathered. */
  readonly frequencies = new Float64Array(WINDOW);
  /** What it adds at most to one of them. */
  bound = 0;
  /** What it adds to the document at hand. */
  score = 0;

  constructor(cursor: WordCursor) {
    this.cursor = cursor;
  }

  /** Takes what was gathered of a document. @returns whether that has it. */
  take(at: number, document: number, saturation: Saturation): boolean {
    const frequency = this.frequencies[at] ?? 0;
    this.score = frequency === 0 ? 0 : this.cursor.worth * saturation.of(frequency, document);
    this.frequencies[at] = 0;
    return frequency > 0;
  }

  /** Asks whether a document has it, which was not gathered. */
  ask(document: number): boolean {
    if (!this.cursor.isIn(document)) return false;
    this.score = this.cursor.score();
    return true;
  }
}

class Windows {
  readonly #ranking: Ranking;
  readonly #best: Ranking['best'];
  /** In the order of the query. */
  readonly #words: readonly WindowedWord[];
  /** Those that can add the most first. */
  readonly #sorted: WindowedWord[];
  /** By document of the window: whether it has any of the words that were gathered. */
  readonly #seen = new Uint8Array(WINDOW);

  constructor(ranking: Ranking) {
    this.#ranking = ranking;
    this.#best = ranking.best;
    this.#words = ranking.words.map((cursor) => new WindowedWord(cursor));
    this.#sorted = [...this.#words];
  }

  /** Ranks the documents of a window that begins with the first from `least` on. @returns where the next one may begin. */
  rank(least: number): number {
    const from = this.#first(least);
    if (from === NO_DOCUMENT) return NO_DOCUMENT;
    const to = Math.min(from + WINDOW, NO_DOCUMENT);
    const needed = this.#needed(to);
    if (needed > 0) this.#rankWindow(from, to, needed);
    return to;
  }

  #first(least: number): number {
    let first = NO_DOCUMENT;
    for (const { cursor } of this.#words) {
      cursor.seek(least);
      first = Math.min(first, cursor.document);
    }
    return first;
  }

  /** Sorts the words by what they can add. @returns how many of them must be gathered: the others can lift no document by themselves. */
  #needed(to: number): number {
    for (const word of this.#words) word.bound = word.cursor.bound(to);
    this.#sorted.sort((one, other) => other.bound - one.bound);
    const { tiers } = this.#ranking;
    let needed = this.#sorted.length;
    let sum = 0;
    for (const { bound } of this.#sorted.toReversed()) {
      sum += bound;
      const others = this.#sorted.length - needed + 1;
      if ((sum + (tiers[others] ?? 0)) * SLACK > this.#best.threshold) return needed;
      needed -= 1;
    }
    return 0;
  }

  #rankWindow(from: number, to: number, needed: number): void {
    const { admits } = this.#ranking;
    const seen = this.#seen;
    for (const { cursor, frequencies } of this.#sorted.slice(0, needed))
      cursor.gather(frequencies, seen, from, to);
    const others = this.#sorted.slice(needed);
    for (let at = 0; at < to - from; at += 1) {
      if (seen[at] === 0) continue;
      seen[at] = 0;
      const had = this.#take(at, from + at);
      if (admits === undefined || admits(from + at)) this.#weigh(from + at, had, others);
    }
  }

  /** Takes what was gathered of a document. @returns how many of the words it has. */
  #take(at: number, document: number): number {
    let had = 0;
    for (const word of this.#words) if (word.take(at, document, this.#ranking.saturation)) had += 1;
    return had;
  }

  /** Asks for the words that were not gathered, for as long as the document may be among the best, and adds it. */
  #weigh(document: number, gathered: number, others: readonly WindowedWord[]): void {
    const { tiers } = this.#ranking;
    let had = gathered;
    let most = 0;
    for (const { score } of this.#words) most += score;
    for (const { bound } of others) most += bound;
    let unasked = others.length;
    for (const word of others) {
      if ((most + (tiers[had + unasked] ?? 0)) * SLACK <= this.#best.threshold) return;
      unasked -= 1;
      most -= word.bound;
      if (!word.ask(document)) continue;
      had += 1;
      most += word.score;
    }
    let score = 0;
    for (const word of this.#words) score += word.score;
    this.#best.add(document, score + (tiers[had] ?? 0));
  }
}
