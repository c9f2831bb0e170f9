import type { Refusal } from '#core/crawl/admit-link.ts';
import { BoundedMemory } from '#core/crawl/bounded-memory.ts';
import type { LinkCounts } from '#core/crawl/link-counts.ts';
import type { EndingLimit } from '#core/crawl/outcome.ts';
import type { Tallies } from '#core/crawl/tallies.ts';
import { type Crawl, MOST_REFUSED, reserveRefused } from '#core/tables/crawls.ts';
import { noteRefused, readUrls } from '#core/tables/frontier.ts';
import type { Table } from '#ports/table.ts';

/**
 * Links remembered per process, over all crawls, of those that may get rows and of those that are counted alone: some 4 MB
 * each. One that was forgotten is looked up and counted again.
 */
const LINKS = { most: 20_000, most_chars: 4_000_000 };
/** Crawls of which is remembered what they have rows enough of. */
const MOST_CRAWLS = 1000;
/** Rows written in one go. */
const BATCH = 100;

/** A page with links that the crawl keeps out. */
interface Source {
  /** Canonical URL of the page. */
  readonly parent: string;
  /** Of the links, were they followed. */
  readonly depth: number;
}

/**
 * Notes links that crawls do not follow. Of those that rules and traps keep out the first {@link MOST_REFUSED} of each
 * reason become closed rows of the frontier, so that reports and people see them; all are counted. A trap makes links
 * without end, and its rows must not fill the table.
 */
export class RefusedLinks {
  readonly #table: Table;
  readonly #tallies: Tallies;
  readonly #seen = new BoundedMemory<true>(LINKS);
  readonly #counted = new BoundedMemory<true>(LINKS);
  readonly #full = new Map<string, Set<string>>();

  constructor(table: Table, tallies: Tallies) {
    this.#table = table;
    this.#tallies = tallies;
  }

  /** Notes links of a page of a crawl that rules and traps keep out. @returns those that were not counted before, by why. */
  async note(crawl: Crawl, source: Source, refused: readonly Refusal[]): Promise<LinkCounts> {
    const news = refused.filter(({ url }) => !this.#seen.has(`${crawl.sk} ${url}`));
    if (news.length === 0) return {};
    const full = this.#fullOf(crawl.sk);
    await this.#write(crawl, source, firstOfEach(news.filter((one) => !full.has(whyOf(one)))), full);
    const refused_links = Object.fromEntries(countByWhy(news));
    this.#tallies.count(crawl.sk, { refused_links });
    for (const { url } of news) this.#seen.set(`${crawl.sk} ${url}`, true);
    return refused_links;
  }

  /**
   * Counts links that lead out of the domains of a crawl, those of a sitemap that lie outside of the folder of its start
   * page, those that their page asks not to be followed, and those that a limit keeps out. Other pages may lead there.
   * @returns those that were not counted before.
   */
  count(
    crawl_id: string,
    why: 'domain' | 'folder' | 'nofollow' | 'depth' | 'pages' | EndingLimit,
    urls: readonly string[],
  ): LinkCounts {
    const news = urls.filter((url) => !this.#counted.has(`${crawl_id} ${url}`));
    if (news.length === 0) return {};
    const refused_links = { [why]: news.length };
    this.#tallies.count(crawl_id, { refused_links });
    for (const url of news) this.#counted.set(`${crawl_id} ${url}`, true);
    return refused_links;
  }

  /**
   * Counts links of a page beyond those that are kept of one: which they are is not known.
   * @returns none if the page was counted before.
   */
  countOver(crawl_id: string, page: string, links: number): LinkCounts {
    const key = `${crawl_id} page_links ${page}`;
    if (links === 0 || this.#counted.has(key)) return {};
    const refused_links = { page_links: links };
    this.#tallies.count(crawl_id, { refused_links });
    this.#counted.set(key, true);
    return refused_links;
  }

  async #write(
    crawl: Crawl,
    { parent, depth }: Source,
    refused: readonly Refusal[],
    full: Set<string>,
  ): Promise<void> {
    if (refused.length === 0) return;
    const urls = [parent, ...refused.map(({ url }) => url)];
    const [page, ...known] = await readUrls(this.#table, crawl.sk, urls);
    // Closed by another copy of its message, which has noted them: the crawl may be over, and its report written.
    if (page?.mark === undefined) return;
    const unknown = refused.filter((_, n) => known[n] === undefined);
    const granted = new Map(await reserveRefused(this.#table, crawl.sk, countByWhy(unknown)));
    const rows = unknown.flatMap((refusal) => {
      const why = whyOf(refusal);
      const left = granted.get(why) ?? 0;
      if (left === 0) full.add(why);
      granted.set(why, left - 1);
      const { url, ...outcome } = refusal;
      return left > 0 ? [{ url, depth, parent, outcome }] : [];
    });
    for (let n = 0; n < rows.length; n += BATCH) {
      const written = await noteRefused(this.#table, crawl.sk, rows.slice(n, n + BATCH));
      const count = written.filter(Boolean).length;
      this.#tallies.count(crawl.sk, { found: count, skipped: count });
    }
  }

  /** Reasons of which a crawl has all rows that it gets. */
  #fullOf(crawl_id: string): Set<string> {
    const full = this.#full.get(crawl_id) ?? new Set<string>();
    this.#full.delete(crawl_id);
    this.#full.set(crawl_id, full);
    if (this.#full.size > MOST_CRAWLS) this.#full.delete(this.#full.keys().next().value ?? '');
    return full;
  }
}

/** What a refusal is counted by. */
function whyOf(refusal: Refusal): string {
  return refusal.by === 'trap' ? refusal.trap : refusal.by;
}

function countByWhy(refused: readonly Refusal[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const refusal of refused) counts.set(whyOf(refusal), (counts.get(whyOf(refusal)) ?? 0) + 1);
  return counts;
}

/** As many of each reason as could get rows at all: a page may have 10,000. */
function firstOfEach(refused: readonly Refusal[]): Refusal[] {
  const counts = new Map<string, number>();
  return refused.filter((refusal) => {
    const count = (counts.get(whyOf(refusal)) ?? 0) + 1;
    counts.set(whyOf(refusal), count);
    return count <= MOST_REFUSED;
  });
}
