import { hostMatches } from '#core/crawl/scope.ts';
import type { Scheme } from '#core/crawl/url.ts';
import { latestCrawls } from '#core/tables/crawls.ts';
import { FreshReads } from '#core/tables/fresh-reads.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';

/** Clients post pages by the thousand, and all crawls of an index are read for an answer. */
const KEPT = { fresh_ms: 5000, most: 1000 };
/** Crawls that are asked, those that began last. */
const CRAWLS_LOOKED_AT = 20;

/** Tells by which scheme sites are crawled. */
export class KnownSchemes {
  readonly #table: Table;
  readonly #reads: FreshReads<Scheme>;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#reads = new FreshReads(clock, KEPT);
  }

  /** The scheme by which an index crawled a site the last time; https for one that it did not. Up to 5 s old. */
  of(index: string, site: string): Promise<Scheme> {
    return this.#reads.get(`${index} ${site}`, () => this.#read(index, site));
  }

  async #read(index: string, site: string): Promise<Scheme> {
    const crawls = await latestCrawls(this.#table, index, CRAWLS_LOOKED_AT);
    return crawls.find(({ domains }) => hostMatches(domains, site))?.scheme ?? 'https';
  }
}
