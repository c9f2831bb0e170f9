import { z } from 'zod';
import type { FrontierRow } from '#core/tables/frontier.ts';

/**
 * Characters of URLs and hashes that are kept to find pages of the same text, so that no site is too large for memory: some
 * hundred thousand pages'. Those beyond are compared with these, and not among each other.
 */
const MOST_CHARS = 10_000_000;
/** Texts named that several pages have, and pages named of each. */
const MOST_TEXTS = 100;
const MOST_PAGES = 10;

const count = z.int().min(0);

/** Pages that say the same as another one of their crawl: the same title and the same text. */
export const sameTextsSchema = z.object({
  /** Pages beyond the first one of each text. */
  pages: count,
  /** Texts that several pages have, in the order of their first pages; at most 100. */
  texts: z.array(
    z.object({
      /** How many pages have it. */
      pages: count,
      /** The first ten of them. */
      urls: z.array(z.string()),
    }),
  ),
  /** There are further texts. */
  more: z.boolean(),
  /** Whether every page was compared with every other one; of a very large site there may be more than is said. */
  all_compared: z.boolean(),
});
export type SameTexts = z.infer<typeof sameTextsSchema>;

interface Text {
  pages: number;
  readonly urls: string[];
}

/** Finds pages of the same text, in bounded memory. */
export class SameTextFinder {
  readonly #most_chars: number;
  /** The first page of each text. */
  readonly #first = new Map<string, string>();
  readonly #texts = new Map<string, Text>();
  #chars = 0;
  #pages = 0;
  #more = false;
  #all_compared = true;

  /** @param most_chars other than usual in tests. */
  constructor(most_chars = MOST_CHARS) {
    this.#most_chars = most_chars;
  }

  add({ url, text_hash }: Pick<FrontierRow, 'url' | 'text_hash'>): void {
    if (text_hash === undefined) return;
    const first = this.#first.get(text_hash);
    if (first === undefined) {
      this.#remember(text_hash, url);
      return;
    }
    this.#pages += 1;
    const text = this.#texts.get(text_hash);
    if (text === undefined && this.#texts.size === MOST_TEXTS) {
      this.#more = true;
      return;
    }
    const { pages, urls } = text ?? { pages: 1, urls: [first] };
    if (urls.length < MOST_PAGES) urls.push(url);
    this.#texts.set(text_hash, { pages: pages + 1, urls });
  }

  get found(): SameTexts {
    return {
      pages: this.#pages,
      texts: [...this.#texts.values()],
      more: this.#more,
      all_compared: this.#all_compared,
    };
  }

  #remember(text_hash: string, url: string): void {
    const chars = text_hash.length + url.length;
    if (this.#chars + chars > this.#most_chars) {
      this.#all_compared = false;
      return;
    }
    this.#chars += chars;
    this.#first.set(text_hash, url);
  }
}
