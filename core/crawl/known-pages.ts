/** Of the page limit of a crawl, a tenth is for known pages: so all of them come round in as many crawls as they are tenths. */
const SHARE = 10;
/** Known pages that a crawl asks for at most. Their URLs lie in one row. */
const MOST_KNOWN = 1000;
/**
 * Crawls in a row that keep places, at most. The next one has all of its limit for links, whatever was counted: so a site
 * that fits into it is seen whole after so many at the latest.
 */
export const MOST_KEEPING = 4;

/** Known pages that a crawl may ask for at its end, by its page limit: a tenth of that, rounded up, 1,000 at most. */
export function mostKnown(page_limit: number): number {
  return Math.min(Math.ceil(page_limit / SHARE), MOST_KNOWN);
}

/** What the crawl before left to one that begins at the same page. */
export interface LeftOver {
  /** Pages of the index that it did not reach: those that were visited the longest ago, the oldest first. */
  readonly urls: readonly string[];
  /**
   * Its page limit kept out more links than it had places kept, as far as that was counted: each process counts for
   * itself, so of a site that fits into the limit it may be said too.
   */
  readonly crowded: boolean;
  /** Crawls in a row, up to it, that had places kept. */
  readonly keeping: number;
}

/**
 * Places that a crawl does not give to links, so that known pages have them at its end. One after a crawl that was cut by
 * nothing but the places it kept has none: its site may fit into the limit, and then it sees all of it. Nor has one
 * after {@link MOST_KEEPING} that had some. The start page always has its place.
 */
export function placesFor({ urls, crowded, keeping }: LeftOver, page_limit: number): number {
  return crowded && keeping < MOST_KEEPING ? Math.min(mostKnown(page_limit), page_limit - 1, urls.length) : 0;
}
