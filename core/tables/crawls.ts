import { z } from 'zod';
import { limits } from '#messages/message.ts';
import type { Random } from '#ports/random.ts';
import { type Key, type Row, type Table, queryAll } from '#ports/table.ts';
import { CrawlDeleted, wasDeleted } from './deleted-crawls.ts';
import { type OnBadRow, parseRow, parseRows, readRow } from './row.ts';

/** What `mark` says until a crawl is packed and reported. */
const ACTIVE = 'active';
/** Changes of the count of pages that a row remembers: more are not made while the table's client tries one again. */
const CHANGES_KEPT = 8;

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
  domains: z.array(z.string()),
  limits: limits.required(),
  state: z.enum(['running', 'cancelled', 'done']),
  /** Pages let in, the start page included; counted against the page limit. */
  admitted: z.int().min(0),
  /** Tokens of the last changes of that count, the latest first, with a space between: who made one knows it again. */
  admitted_by: z.string().optional(),
  /** A limit kept links out: the crawl did not see the whole site. */
  cut: z.boolean(),
  /** Packings in a row that found nothing new though the crawl was not over. */
  stalled: z.int().min(0).optional(),
  started_at_ms: z.number(),
  finished_at_ms: z.number().optional(),
  /** Version of the index that has what it read; 0 when there was nothing to publish. */
  version: z.int().min(0).optional(),
});
export type Crawl = z.infer<typeof crawlSchema>;

export interface CrawlStart {
  readonly crawl_id: string;
  readonly index: string;
  readonly site: string;
  readonly scheme: 'http' | 'https';
  readonly path: string;
  readonly domains: readonly string[];
  readonly limits: { readonly depth: number; readonly pages: number };
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
  const row = {
    pk: index,
    sk: crawl_id,
    mark: ACTIVE,
    ...rest,
    domains: [...domains],
    state: 'running',
    admitted: 1,
    cut: false,
    started_at_ms: now_ms,
  } satisfies Row;
  await refuseDeleted(table, row);
  const [made] = await table.insertNew('crawls', [row]);
  // Looked at again: its key may be free because it was deleted since.
  await refuseDeleted(table, row);
  const crawl = made === true ? parseRow('crawls', crawlSchema, row) : await readCrawl(table, crawl_id);
  if (crawl === undefined) throw new CrawlDeleted(crawl_id);
  return crawl;
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

/** Crawls of an index, the latest first, at most `limit`. */
export async function latestCrawls(table: Table, index: string, limit: number): Promise<Crawl[]> {
  const { rows } = await table.query('crawls', { pk: index, reverse: true, limit });
  return rows.map((row) => parseRow('crawls', crawlSchema, row));
}

/** @returns false when there is no such crawl, or it is over. */
export async function cancelCrawl(table: Table, crawl_id: string): Promise<boolean> {
  const crawl = await readCrawl(table, crawl_id);
  if (crawl === undefined || crawl.state !== 'running') return false;
  const key = { pk: crawl.pk, sk: crawl.sk };
  const changed = await table.update('crawls', key, { set: { state: 'cancelled' } }, { state: 'running' });
  return changed !== undefined;
}

/**
 * Ends a crawl: it is packed in `version`, and its report is written.
 * @returns false, with nothing written, when since `crawl` was read it was cancelled, cut, let in a page, ended or deleted.
 */
export async function finishCrawl(
  table: Table,
  crawl: Crawl,
  version: number,
  now_ms: number,
): Promise<boolean> {
  const finished = await table.update(
    'crawls',
    { pk: crawl.pk, sk: crawl.sk },
    {
      set: { version, finished_at_ms: now_ms, ...(crawl.state === 'running' ? { state: 'done' } : {}) },
      remove: ['mark'],
    },
    { mark: ACTIVE, state: crawl.state, cut: crawl.cut, admitted: crawl.admitted },
  );
  return finished !== undefined;
}

/**
 * Lets up to `wanted` more pages into a crawl, by its page limit.
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
  return changeAdmitted(table, random, crawl_id, ({ limits, admitted }) =>
    Math.max(0, Math.min(wanted, limits.pages - admitted)),
  );
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

/** Counts packings that found nothing new; one that did ends the count. @returns the count. */
export async function countStalled(table: Table, crawl: Crawl, moved: boolean): Promise<number> {
  const stalled = moved ? 0 : (crawl.stalled ?? 0) + 1;
  await table.update('crawls', { pk: crawl.pk, sk: crawl.sk }, { set: { stalled } }, { state: crawl.state });
  return stalled;
}

/** Notes that a limit kept links out. */
export async function noteCut(table: Table, crawl: Crawl): Promise<void> {
  await table.update('crawls', { pk: crawl.pk, sk: crawl.sk }, { set: { cut: true } }, { cut: false });
}

/**
 * Whether a host that the crawl does not know is one that its start page may let in, by now or later: the twin of its site.
 * To everybody but the name server `site.gov` and `www.site.gov` are one site.
 */
export function mayLetIn({ site, domains }: Crawl, host: string): boolean {
  return (site === `www.${host}` || host === `www.${site}`) && !domains.includes(host);
}

/** Lets the pages of one more host into a crawl: the one that its start page redirects to. */
export async function allowDomain(table: Table, crawl: Crawl, site: string): Promise<void> {
  if (crawl.domains.includes(site)) return;
  await table.update(
    'crawls',
    { pk: crawl.pk, sk: crawl.sk },
    { set: { domains: [...crawl.domains, site] } },
    { state: crawl.state },
  );
}
