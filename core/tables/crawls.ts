import { z } from 'zod';
import { ENDING_LIMITS, type EndingLimit } from '#core/crawl/outcome.ts';
import { placesFor } from '#core/crawl/known-pages.ts';
import { hostMatches } from '#core/crawl/scope.ts';
import { isTwinHost } from '#core/crawl/twin-host.ts';
import { urlOf } from '#core/crawl/url.ts';
import { limits } from '#messages/message.ts';
import { type Key, type Row, type Table, queryAll } from '#ports/table.ts';
import { CrawlDeleted, wasDeleted } from './deleted-crawls.ts';
import { isLive, readHead } from './heads.ts';
import { readLeftPages } from './left-pages.ts';
import { type OnBadRow, parseRow, parseRows, readRow } from './row.ts';
import { noteStart } from './start-pages.ts';

/** What `mark` says until a crawl is packed and reported. */
const ACTIVE = 'active';

/** One crawl. It lies in the partition of its index, which its id begins with. */
export const crawlSchema = z.object({
  /** The index. */
  pk: z.string(),
  /** The crawl id: `<index>.<id>`. */
  sk: z.string(),
  mark: z.literal(ACTIVE).optional(),
  /** The site whose timer it has. */
  site: z.string(),
  scheme: z.enum(['http', 'https']),
  /** Path and query of the start page. */
  path: z.string(),
  /** Hosts, and `*.site.gov` for all below one: ask {@link hostMatches}. */
  domains: z.array(z.string()),
  limits: limits.required({ depth: true, pages: true }),
  /** Every page is asked for, and read anew. */
  hall_pass: z.boolean().optional(),
  state: z.enum(['running', 'cancelled', 'done']),
  /** Pages let in, the start page included; counted against the page limit. */
  admitted: z.int().min(0),
  /** Tokens of the last changes of that count, the latest first, with a space between: who made one knows it again. */
  admitted_by: z.string().optional(),
  /**
   * Places of the page limit that are not for links, but for pages that the crawl before left to it (ask-known.ts). Absent
   * when that left none.
   */
  places_kept: z.int().min(0).optional(),
  /** How many places it took for those, at its end, once it did: then the rest is free. */
  known_asked: z.int().min(0).optional(),
  /** A limit kept links out, or pages unread: the crawl did not see the whole site. */
  cut: z.boolean(),
  /** The limit that ended it: nothing more is asked for. */
  ended_by: z.enum(ENDING_LIMITS).optional(),
  /**
   * How many links that were kept out have rows in the frontier, by why, with a space between: `calendar=12 rule=100`.
   */
  refused: z.string().optional(),
  /** Packings in a row that found nothing new though the crawl was not over. */
  stalled: z.int().min(0).optional(),
  /** The version of the index that was live when it began; 0, and an empty hash, where there was none. */
  began_with: z.object({ version: z.int().min(0), manifest_sha256: z.string() }).optional(),
  /** Of one that is done: pages that it read, and those of them that had changed, or were new. */
  seen: z.object({ visited: z.int().min(0), changed: z.int().min(0) }).optional(),
  started_at_ms: z.number(),
  finished_at_ms: z.number().optional(),
  /** Of one that is over: it saw the whole site, as far as it answers for that. */
  complete: z.boolean().optional(),
  /** Version of the index that has what it read; 0 when there was nothing to publish. */
  version: z.int().min(0).optional(),
  /**
   * sha256 of the manifest of the version that has what it read, when the publish gate held that; `version` is absent then.
   */
  held: z.string().optional(),
});
export type Crawl = z.infer<typeof crawlSchema>;

export interface CrawlStart {
  readonly crawl_id: string;
  readonly index: string;
  readonly site: string;
  readonly scheme: 'http' | 'https';
  readonly path: string;
  readonly domains: readonly string[];
  readonly limits: Crawl['limits'];
  readonly hall_pass?: boolean;
}

/** The index that a crawl belongs to, or `undefined` for what is no crawl id. */
export function indexOfCrawl(crawl_id: string): string | undefined {
  const dot = crawl_id.lastIndexOf('.');
  return dot > 0 ? crawl_id.slice(0, dot) : undefined;
}

/**
 * Makes the crawl's row; the one that is there, if it is.
 * @throws {CrawlDeleted} when it was deleted.
 */
export async function openCrawl(table: Table, start: CrawlStart, now_ms: number): Promise<Crawl> {
  const { crawl_id, index, domains, ...rest } = start;
  const { depth, pages } = start.limits;
  // Who follows no links wants this one page.
  const left = depth === 0 ? undefined : await readLeftPages(table, index, start);
  const row = {
    pk: index,
    sk: crawl_id,
    mark: ACTIVE,
    ...rest,
    domains: [...domains],
    state: 'running',
    admitted: 1,
    ...(left === undefined ? {} : { places_kept: placesFor(left, pages) }),
    cut: false,
    began_with: await liveVersion(table, index),
    started_at_ms: now_ms,
  } satisfies Row;
  await refuseDeleted(table, row);
  const [made] = await table.insertNew('crawls', [row]);
  // Looked at again: its key may be free because it was deleted since.
  await refuseDeleted(table, row);
  const crawl = made === true ? parseRow('crawls', crawlSchema, row) : await readCrawl(table, crawl_id);
  if (crawl === undefined) throw new CrawlDeleted(crawl_id);
  const url = urlOf(start);
  // Who follows no links brings in this one page.
  if (url !== undefined && depth > 0) await noteStart(table, index, url, now_ms);
  return crawl;
}

async function liveVersion(table: Table, index: string): Promise<NonNullable<Crawl['began_with']>> {
  const head = await readHead(table, index);
  if (!isLive(head)) return { version: 0, manifest_sha256: '' };
  return { version: head.version, manifest_sha256: head.manifest_sha256 };
}

/** A crawl is cancelled or over before it is deleted: a row of it that runs came back since, and goes. */
async function refuseDeleted(table: Table, { pk, sk }: Key): Promise<void> {
  if (!(await wasDeleted(table, pk, sk))) return;
  await table.delete('crawls', { pk, sk }, { state: 'running' });
  throw new CrawlDeleted(sk);
}

export async function readCrawl(table: Table, crawl_id: string): Promise<Crawl | undefined> {
  const index = indexOfCrawl(crawl_id);
  return index === undefined ? undefined : readRow(table, 'crawls', crawlSchema, { pk: index, sk: crawl_id });
}

/** The crawls of an index that are not packed and reported yet. @param onBad see {@link parseRows}. */
export function activeCrawls(table: Table, index: string, onBad?: OnBadRow): Promise<Crawl[]> {
  const rows = queryAll(table, 'crawls', { pk: index, sparse: true });
  return Array.fromAsync(parseRows('crawls', crawlSchema, rows, onBad));
}

/**
 * Crawls of an index, those that began last first, at most `limit`. All that are kept are read for it: of one that a posted
 * message has started the id tells no time.
 */
export async function latestCrawls(table: Table, index: string, limit: number): Promise<Crawl[]> {
  return (await allCrawls(table, index)).sort(later).slice(0, limit);
}

function later(one: Crawl, other: Crawl): number {
  return other.started_at_ms - one.started_at_ms || (one.sk < other.sk ? 1 : -1);
}

/** Whether any crawl of an index is kept. */
export async function hasCrawls(table: Table, index: string): Promise<boolean> {
  return (await table.query('crawls', { pk: index, limit: 1 })).rows.length > 0;
}

/**
 * Every crawl of an index that is kept, in no order: the ids of crawls that clients named have none. Few are over
 * (SITEPACK_KEEP_CRAWLS). @param onBad see {@link parseRows}.
 */
export function allCrawls(table: Table, index: string, onBad?: OnBadRow): Promise<Crawl[]> {
  const rows = queryAll(table, 'crawls', { pk: index });
  return Array.fromAsync(parseRows('crawls', crawlSchema, rows, onBad));
}

/** @returns false when there is no such crawl, or it is over. */
export async function cancelCrawl(table: Table, crawl_id: string): Promise<boolean> {
  const pk = indexOfCrawl(crawl_id);
  if (pk === undefined) return false;
  const changes = { set: { state: 'cancelled' } };
  return (await table.update('crawls', { pk, sk: crawl_id }, changes, { state: 'running' })) !== undefined;
}

/**
 * Ends a crawl: it is packed in a version, published or held, and its report is written.
 * @returns false, with nothing written, when since `crawl` was read it was cancelled, cut, let in a page, noted one that it
 *   kept out, ended or deleted.
 */
export async function finishCrawl(
  table: Table,
  crawl: Crawl,
  found_in: ({ readonly version: number } | { readonly held: string }) & {
    readonly complete?: boolean;
  },
  now_ms: number,
  seen?: Crawl['seen'],
): Promise<boolean> {
  const finished = await table.update(
    'crawls',
    { pk: crawl.pk, sk: crawl.sk },
    {
      set: {
        ...found_in,
        finished_at_ms: now_ms,
        ...(crawl.state === 'running' ? { state: 'done' } : {}),
        ...(seen === undefined ? {} : { seen }),
      },
      remove: ['mark'],
    },
    { mark: ACTIVE, state: crawl.state, cut: crawl.cut, admitted: crawl.admitted, refused: crawl.refused },
  );
  return finished !== undefined;
}

/**
 * Links kept out of a crawl that get rows, by why: enough to see what they are, and no trap without end fills the table.
 */
export const MOST_REFUSED = 100;

/**
 * Reserves rows for links that a crawl keeps out, before they are written: a crash in between leaves fewer rows, never
 * more. Nothing is granted to a crawl that is over.
 * @param wanted how many, by why.
 * @returns how many of each may be written.
 */
export async function reserveRefused(
  table: Table,
  crawl_id: string,
  wanted: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  let crawl = await readCrawl(table, crawl_id);
  while (crawl?.mark !== undefined) {
    const counts = refusedOf(crawl);
    const granted = new Map<string, number>();
    for (const [why, count] of wanted) {
      const known = counts.get(why) ?? 0;
      granted.set(why, Math.max(0, Math.min(count, MOST_REFUSED - known)));
      counts.set(why, known + (granted.get(why) ?? 0));
    }
    if ([...granted.values()].every((count) => count === 0)) return granted;
    const { pk, sk, refused } = crawl;
    const set = { refused: [...counts].map(([why, count]) => `${why}=${count}`).join(' ') };
    if ((await table.update('crawls', { pk, sk }, { set }, { mark: ACTIVE, refused })) !== undefined)
      return granted;
    // Others reserved some, or it was our own change, of which the table's client did not hear: then those are lost.
    crawl = await readCrawl(table, crawl_id);
  }
  return new Map();
}

function refusedOf({ refused = '' }: Crawl): Map<string, number> {
  const counts = new Map<string, number>();
  for (const part of refused.split(' ')) {
    const [why = '', count] = part.split('=');
    if (why !== '') counts.set(why, Number(count));
  }
  return counts;
}

/** Counts packings that found nothing new; one that did ends the count. @returns the count. */
export async function countStalled(table: Table, crawl: Crawl, moved: boolean): Promise<number> {
  const stalled = moved ? 0 : (crawl.stalled ?? 0) + 1;
  await table.update('crawls', { pk: crawl.pk, sk: crawl.sk }, { set: { stalled } }, { state: crawl.state });
  return stalled;
}

/** Notes that a limit kept links out, or pages unread. @param ended_by the limit, if it is one that ends the crawl. */
export async function noteCut(table: Table, crawl: Crawl, ended_by?: EndingLimit): Promise<void> {
  const { pk, sk } = crawl;
  if (ended_by === undefined)
    await table.update('crawls', { pk, sk }, { set: { cut: true } }, { cut: false });
  else
    await table.update(
      'crawls',
      { pk, sk },
      { set: { cut: true, ended_by } },
      { mark: ACTIVE, ended_by: undefined },
    );
}

/**
 * Whether a host that the crawl does not know is one that its start page may let in, by now or later: the twin of its site.
 */
export function mayLetIn({ site, domains }: Crawl, host: string): boolean {
  return isTwinHost(site, host) && !hostMatches(domains, host);
}

/** Lets the pages of one more host into a crawl: the one that its start page redirects to. */
export async function allowDomain(table: Table, crawl: Crawl, site: string): Promise<void> {
  if (hostMatches(crawl.domains, site)) return;
  await table.update(
    'crawls',
    { pk: crawl.pk, sk: crawl.sk },
    { set: { domains: [...crawl.domains, site] } },
    { state: crawl.state },
  );
}
