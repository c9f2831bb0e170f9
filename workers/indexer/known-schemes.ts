import { hostMatches } from '#core/crawl/scope.ts';
import type { Scheme } from '#core/crawl/url.ts';
import { latestCrawls } from '#core/tables/crawls.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';

/** How old what is known may be: clients post pages by the thousand, and all crawls of an index are read for an answer. */
const FRESH_MS = 5000;
const MOST_SITES = 1000;
/** Crawls that are asked, those that began last. */
const CRAWLS_LOOKED_AT = 20;

/** Tells by which scheme sites are crawled. */
export class KnownSchemes {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly read_ms: number; readonly scheme: Promise<Scheme> }>();

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** The scheme by which an index crawled a site the last time; https for one that it did not. */
  async of(index: string, site: string): Promise<Scheme> {
    const key = `${index} ${site}`;
    const known = this.#known.get(key);
    const now_ms = this.#clock.monotonic();
    if (known !== undefined && now_ms - known.read_ms < FRESH_MS) return known.scheme;
    const read = { read_ms: now_ms, scheme: this.#read(index, site) };
    this.#known.delete(key);
    this.#known.set(key, read);
    if (this.#known.size > MOST_SITES) this.#known.delete(this.#known.keys().next().value ?? '');
    try {
      return await read.scheme;
    } catch (error) {
      // The next one who asks tries again.
      if (this.#known.get(key) === read) this.#known.delete(key);
      throw error;
    }
  }

  async #read(index: string, site: string): Promise<Scheme> {
    const crawls = await latestCrawls(this.#table, index, CRAWLS_LOOKED_AT);
    return crawls.find(({ domains }) => hostMatches(domains, site))?.scheme ?? 'https';
  }
}
