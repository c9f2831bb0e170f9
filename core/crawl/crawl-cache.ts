import { type Crawl, readCrawl } from '#core/tables/crawls.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';

/** How old a crawl's row may be: so long it takes until a cancellation is heeded everywhere. */
export const CRAWL_FRESH_MS = 1000;
const MOST_CRAWLS = 1000;

/** Rows of crawls, a second old at most: every message of a crawl asks for its row. */
export class CrawlCache {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #crawls = new Map<string, { read_ms: number; crawl: Promise<Crawl | undefined> }>();

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async get(crawl_id: string): Promise<Crawl | undefined> {
    const now_ms = this.#clock.monotonic();
    const known = this.#crawls.get(crawl_id);
    if (known !== undefined && now_ms - known.read_ms < CRAWL_FRESH_MS) return known.crawl;
    const crawl = readCrawl(this.#table, crawl_id);
    this.#crawls.delete(crawl_id);
    this.#crawls.set(crawl_id, { read_ms: now_ms, crawl });
    if (this.#crawls.size > MOST_CRAWLS) this.#crawls.delete(this.#crawls.keys().next().value ?? '');
    try {
      return await crawl;
    } catch (error) {
      this.#crawls.delete(crawl_id);
      throw error;
    }
  }

  /** The row was changed by us: the next look reads it. */
  forget(crawl_id: string): void {
    this.#crawls.delete(crawl_id);
  }
}
