import { type Crawl, mayLetIn, readCrawl } from '#core/tables/crawls.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import { hostOf, urlOf } from './url.ts';

/** How old a crawl's row may be: so long it takes until a cancellation is heeded everywhere. */
export const CRAWL_FRESH_MS = 1000;
const MOST_CRAWLS = 1000;

interface Copy {
  readonly read_ms: number;
  /** The page that it was read for, if for any. */
  readonly url: string | undefined;
  readonly crawl: Promise<Crawl | undefined>;
}

/**
 * Rows of crawls, a second old at most: every message of a crawl asks for its row.
 *
 * Of its domains a row that old may tell too little: the visit of the start page may let one more host in. All other pages
 * of the crawl are found after that: for them a copy will do that was read for a page like them, and no other.
 */
export class CrawlCache {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #copies = new Map<string, Copy>();

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** The row, for who does not ask for its domains. */
  get(crawl_id: string): Promise<Crawl | undefined> {
    return this.#fresh(crawl_id)?.crawl ?? this.readAnew(crawl_id);
  }

  /** The row with all domains that count for the page in hand. @param url canonical. */
  async getForPage(crawl_id: string, url: string): Promise<Crawl | undefined> {
    const copy = this.#fresh(crawl_id);
    if (copy === undefined) return this.readAnew(crawl_id, url);
    const crawl = await copy.crawl;
    if (crawl === undefined || isEnough(crawl, copy, url)) return crawl;
    // One that was begun since will do, whatever it was read for: our page was found before that.
    const newer = this.#copies.get(crawl_id);
    return newer === undefined || newer === copy ? this.readAnew(crawl_id, url) : newer.crawl;
  }

  /** Reads the row now, for this page and those that ask next. */
  async readAnew(crawl_id: string, url?: string): Promise<Crawl | undefined> {
    const copy = { read_ms: this.#clock.monotonic(), url, crawl: readCrawl(this.#table, crawl_id) };
    this.#copies.delete(crawl_id);
    this.#copies.set(crawl_id, copy);
    if (this.#copies.size > MOST_CRAWLS) this.#copies.delete(this.#copies.keys().next().value ?? '');
    const forgetThis = (): void => {
      if (this.#copies.get(crawl_id) === copy) this.#copies.delete(crawl_id);
    };
    try {
      const crawl = await copy.crawl;
      // That there is none is true for this moment only: what asks next may come of its making.
      if (crawl === undefined) forgetThis();
      return crawl;
    } catch (error) {
      forgetThis();
      throw error;
    }
  }

  /** The row was changed by us: the next look reads it. */
  forget(crawl_id: string): void {
    this.#copies.delete(crawl_id);
  }

  #fresh(crawl_id: string): Copy | undefined {
    const copy = this.#copies.get(crawl_id);
    return copy !== undefined && this.#clock.monotonic() - copy.read_ms < CRAWL_FRESH_MS ? copy : undefined;
  }
}

/** Whether a copy tells the domains as they were when the page was found, or later. */
function isEnough(crawl: Crawl, copy: Copy, url: string): boolean {
  if (mayLetIn(crawl, hostOf(url))) return false;
  return copy.url !== undefined && (copy.url === url || copy.url !== urlOf(crawl));
}
