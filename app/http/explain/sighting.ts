import { cleanLink } from '#core/crawl/clean-link.ts';
import { pageKey } from '#core/crawl/url.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import { type Crawl, latestCrawls } from '#core/tables/crawls.ts';
import { type FrontierRow, readInCrawls } from '#core/tables/frontier.ts';
import { type Page, readPage } from '#core/tables/pages.ts';
import { readSettings } from '#core/tables/settings.ts';
import type { Table } from '#ports/table.ts';

/** Crawls of an index that are looked into, the latest ones. */
const MOST_CRAWLS = 10;

/** Whether an index has come across a page, and by which URL. */
export interface Sighting {
  readonly index: string;
  /** As given, or as crawls of the index clean it: the one that is known, else as given. */
  readonly url: string;
  readonly page: Page | undefined;
  /** The latest crawl that came across it; the latest of all if none did. */
  readonly crawl: Crawl | undefined;
  /** Of that crawl. */
  readonly row: FrontierRow | undefined;
}

/** Whether the index, or one of its latest crawls, has come across the page. */
export function isSeen({ page, row }: Sighting): boolean {
  return page !== undefined || row !== undefined;
}

/**
 * Looks for pages in an index, by five calls or so for two: its settings if a query may be cut, a page by each URL, its
 * latest crawls, and all their rows by one.
 * @param urls canonical.
 * @returns a sighting for each.
 */
export async function lookFor(table: Table, index: string, urls: readonly string[]): Promise<Sighting[]> {
  const spellings = await spellingsOf(table, index, urls);
  const all = spellings.flat();
  const [pages, crawls] = await Promise.all([
    Promise.all(all.map((url) => readPage(table, index, pageKey(url)))),
    latestCrawls(table, index, MOST_CRAWLS),
  ]);
  const ids = crawls.map(({ sk }) => sk);
  const rows = ids.length === 0 ? [] : await readInCrawls(table, ids, all);
  const sightings = all.map((url, n): Sighting => {
    const at = rows.findIndex((row) => row[n] !== undefined);
    return { index, url, page: pages[n], crawl: crawls[Math.max(0, at)], row: rows[at]?.[n] };
  });
  return spellings.map(([given = '', clean = given]) => {
    const [first, second] = [given, clean].map((url) => sightings[all.indexOf(url)]);
    if (first === undefined) throw new Error(`${given} was not looked for`);
    return isSeen(first) || second === undefined || !isSeen(second) ? first : second;
  });
}

/** Each URL as it is given and, where that is another, as crawls of the index clean it. */
async function spellingsOf(table: Table, index: string, urls: readonly string[]): Promise<string[][]> {
  const hasQuery = urls.some((url) => url.includes('?'));
  const { drop } = linkRulesOf(hasQuery ? (await readSettings(table, index)).settings : {});
  return urls.map((url) => [...new Set([url, cleanLink(url, drop)])]);
}
