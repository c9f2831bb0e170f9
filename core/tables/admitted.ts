import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { type Crawl, readCrawl } from './crawls.ts';

/** Changes of the count of pages that a row remembers: more are not made while the table's client tries one again. */
const CHANGES_KEPT = 8;

/**
 * Lets up to `wanted` more pages into a crawl, by its page limit and the places that it keeps.
 *
 * The count is reserved before the pages are opened: a crash in between makes the crawl end early by as many, never late.
 * Until others give back what they reserved in vain, fewer may be let in than there is room for.
 * @returns how many were let in.
 */
export async function admitPages(
  table: Table,
  random: Random,
  crawl_id: string,
  wanted: number,
): Promise<number> {
  return changeAdmitted(table, random, crawl_id, (crawl) => {
    const { limits, admitted, places_kept = 0, known_asked } = crawl;
    const kept = known_asked === undefined ? places_kept : 0;
    return Math.max(0, Math.min(wanted, limits.pages - kept - admitted));
  });
}

/**
 * Lets known pages into a crawl that goes on, up to its page limit. Once for a crawl; it keeps no places after that. As the
 * others do, it reserves before pages are opened.
 * @returns how many were let in; 0 where it was done before, or the crawl is over.
 */
export async function admitKnown(
  table: Table,
  { sk: crawl_id }: Pick<Crawl, 'sk'>,
  wanted: number,
): Promise<number> {
  let crawl = await readCrawl(table, crawl_id);
  while (crawl?.mark !== undefined && crawl.state === 'running' && crawl.known_asked === undefined) {
    const { pk, sk, limits, admitted, admitted_by } = crawl;
    const granted = Math.max(0, Math.min(wanted, limits.pages - admitted));
    const set = { admitted: admitted + granted, known_asked: granted };
    const as_read = { state: 'running', admitted, admitted_by, known_asked: undefined };
    if ((await table.update('crawls', { pk, sk }, { set }, as_read)) !== undefined) return granted;
    // A late link came in; or it was our own change, of which the table's client did not hear: then the next crawl asks.
    crawl = await readCrawl(table, crawl_id);
  }
  return 0;
}

/** Gives back what was reserved for pages that others opened first. */
export async function returnPages(
  table: Table,
  random: Random,
  crawl_id: string,
  unused: number,
): Promise<void> {
  await changeAdmitted(table, random, crawl_id, () => -unused);
}

/**
 * An update whose answer was lost is tried again below us, and then finds its own change in its way: "no" may mean that
 * it is done. Done twice, pages given back would let more into the crawl than its limit; so each change leaves a token.
 */
async function changeAdmitted(
  table: Table,
  random: Random,
  crawl_id: string,
  grant: (crawl: Crawl) => number,
): Promise<number> {
  let crawl = await readCrawl(table, crawl_id);
  while (crawl !== undefined) {
    const granted = grant(crawl);
    if (granted === 0) return 0;
    const { pk, sk, admitted, admitted_by } = crawl;
    const token = random.id();
    const set = { admitted: admitted + granted, admitted_by: withToken(crawl, token) };
    const changed = await table.update('crawls', { pk, sk }, { set }, { admitted, admitted_by });
    if (changed !== undefined) return granted;
    crawl = await readCrawl(table, crawl_id);
    if (crawl !== undefined && tokensOf(crawl).includes(token)) return granted;
  }
  return 0;
}

function withToken(crawl: Crawl, token: string): string {
  return [token, ...tokensOf(crawl)].slice(0, CHANGES_KEPT).join(' ');
}

function tokensOf({ admitted_by = '' }: Crawl): string[] {
  return admitted_by.split(' ').filter((token) => token !== '');
}
