import { mostKnown } from '#core/crawl/known-pages.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import type { Page } from '#core/tables/pages.ts';
import { CLOCKS_APART_MS } from './clocks-apart.ts';

/** Pages of the index that a crawl which was cut did not reach, though they are its business. They stay as they are. */
export interface Left {
  readonly count: number;
  /** Those that were visited the longest ago, the oldest first, as many as one crawl may ask for. */
  readonly urls: readonly string[];
}

/** Whether what a crawl did not reach is left to the next: it was cut, and it is no crawl of one page alone. */
export function leavesPages({ state, cut, limits }: Crawl): boolean {
  return state === 'running' && cut && limits.depth > 0;
}

interface Visited {
  readonly url: string;
  readonly at_ms: number;
}

/** Picks what a crawl leaves, in memory that its page limit bounds. */
export class LeftBehind {
  readonly #crawl: Crawl;
  readonly #now_ms: number;
  readonly #most: number;
  #oldest: Visited[] = [];
  #count = 0;

  constructor(crawl: Crawl, now_ms: number) {
    this.#crawl = crawl;
    this.#now_ms = now_ms;
    this.#most = mostKnown(crawl.limits.pages);
  }

  /** @param page in the scope of the crawl. */
  add(page: Page): void {
    if (!isLeftBy(this.#crawl, page, this.#now_ms)) return;
    this.#count += 1;
    this.#oldest.push({ url: page.url, at_ms: visitedAt(page, this.#now_ms) });
    if (this.#oldest.length >= 2 * this.#most) this.#cut();
  }

  get left(): Left {
    this.#cut();
    return { count: this.#count, urls: this.#oldest.map(({ url }) => url) };
  }

  #cut(): void {
    this.#oldest = this.#oldest.toSorted(older).slice(0, this.#most);
  }
}

/**
 * Whether a page of the index, in the scope of a crawl, was not visited since that began. What a client brought in is left to
 * the client.
 */
export function isLeftBy({ sk, started_at_ms }: Crawl, page: Page, now_ms: number): boolean {
  if (page.origin !== 'crawl' || page.state !== 'present' || page.crawl_id === sk) return false;
  return visitedAt(page, now_ms) < started_at_ms;
}

/** A time from the future is of a clock that was wrong, and may be of any age. */
function visitedAt({ fetched_at_ms = 0 }: Page, now_ms: number): number {
  return fetched_at_ms > now_ms + CLOCKS_APART_MS ? 0 : fetched_at_ms;
}

function older(one: Visited, other: Visited): number {
  return one.at_ms - other.at_ms || (one.url < other.url ? -1 : 1);
}
