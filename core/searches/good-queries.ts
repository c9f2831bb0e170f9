import { wordsOf } from '#core/pack/words/plain-text.ts';
import type { Suggestion } from '#ports/peer.ts';
import type { SummedQuery } from './sum-searches.ts';

/** Askings, and days with one: a query that is suggested is asked by the more, so that few must not be enough. */
const LEAST_ASKED = 10;
const LEAST_DAYS = 3;
/** Queries that are held of an index. */
const MOST_QUERIES = 5000;
/** Words of a query with which what is typed may begin. */
const MOST_WORDS = 5;
/** What a good query is worth, where a title of a page that nothing links to is worth as much. */
const WORTH = 3;

/** Words and nothing else: what has a meaning of its own in a query is for who knows it. */
const PLAIN = /^(?!(?:.*\s)?OR(?:\s|$))[\p{L}\p{M}\p{N}]+(?:(?:['’.-]|\.?\s)[\p{L}\p{M}\p{N}]+)*$/u;

interface Good extends Suggestion {
  /** From a word of it on. */
  readonly start: string;
}

/** Queries that may be suggested to others: asked often, on several days, and mostly with a result. */
export class GoodQueries {
  /** Sorted by `start`. */
  readonly #starts: readonly Good[];

  /** @param queries those that were asked most first. */
  constructor(queries: Iterable<SummedQuery>) {
    const good = [...queries].filter(isGood).slice(0, MOST_QUERIES);
    this.#starts = good.flatMap(startsOf).toSorted((a, b) => compare(a.start, b.start));
  }

  /** Queries in which stands what was typed so far, the best first. @param most of them. */
  of(typed: string, most: number): Suggestion[] {
    const key = wordsOf(typed).join(' ');
    if (key === '') return [];
    const found = new Map<string, number>();
    for (let at = this.#firstFrom(key); this.#starts[at]?.start.startsWith(key) === true; at += 1) {
      const { text = '', weight = 0 } = this.#starts[at] ?? {};
      found.set(text, weight);
    }
    return [...found]
      .map(([text, weight]) => ({ text, weight }))
      .toSorted((a, b) => b.weight - a.weight || compare(a.text, b.text))
      .slice(0, most);
  }

  #firstFrom(key: string): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.#starts[middle]?.start ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isGood({ text, asked, days, without_result }: SummedQuery): boolean {
  return asked >= LEAST_ASKED && days >= LEAST_DAYS && 2 * without_result < asked && PLAIN.test(text);
}

/** One that leads to clicks is worth more, by as much as one that is asked four times as often. */
function startsOf({ text, asked, clicks }: SummedQuery): Good[] {
  const weight = WORTH + Math.log2(asked / LEAST_ASKED) + 2 * Math.min(1, clicks / asked);
  const words = wordsOf(text);
  return words.slice(0, MOST_WORDS).map((_, n) => ({ start: words.slice(n).join(' '), text, weight }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
