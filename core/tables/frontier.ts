import { z } from 'zod';
import { type Answer, answerSchema } from '#core/crawl/answer.ts';
import type { LinkCounts } from '#core/crawl/link-counts.ts';
import { type Outcome, outcomeSchema } from '#core/crawl/outcome.ts';
import { type PageAddress, pageKey, urlOf } from '#core/crawl/url.ts';
import { type Again, type SitemapRole, again, sitemap } from '#messages/message.ts';
import { type Row, type Table, queryAll } from '#ports/table.ts';
import { parseRow, readRows } from './row.ts';

/** What `mark` says while a URL has work left. */
const OPEN = 'open';

/**
 * One URL of a crawl: open until its content is stored and its links are posted; closed from the beginning if it is kept
 * out.
 */
export const frontierSchema = z.object({
  /** The crawl. */
  pk: z.string(),
  /** `pageKey` of the URL. */
  sk: z.string(),
  mark: z.literal(OPEN).optional(),
  url: z.string(),
  /** Links away from the start page. */
  depth: z.int().min(0),
  /** The page it was found on; empty for a start page, and for a known page. */
  parent: z.string(),
  /** A token of who opened it: of an answer that was lost the opener knows its own row by it. */
  opened_by: z.string().optional(),
  /** URLs that led here by redirects or rel=canonical. */
  redirects: z.array(z.string()).optional(),
  /** It is read as a sitemap, and is no page. */
  sitemap: sitemap.optional(),
  /** A page of the index that nothing led to, asked for at the end: its links are not followed. */
  known: z.boolean().optional(),
  /** A page at which another crawl of the index began, read at the end as a further start page. */
  other_start: z.boolean().optional(),
  /** When it was last changed, as a sitemap says. */
  lastmod_ms: z.number().optional(),
  /** It was visited, and opened once more. */
  again: again.optional(),
  outcome: outcomeSchema.optional(),
  /** Requests it took, those included whose process died. */
  attempts: z.int().min(0).optional(),
  /** New links found on it. */
  links: z.int().min(0).optional(),
  /** Links on it that were not followed and not counted before, by why. */
  kept_out: z.record(z.string(), z.int().min(0)).optional(),
  /** What it was answered with the last time, if its site was asked and answered. */
  answer: answerSchema.optional(),
  /** `textHash` of a page that belongs in the index. */
  text_hash: z.string().max(64).optional(),
  /** The URL that it names as its own, though it was read as the page that it is. */
  own_url: z.string().max(2048).optional(),
});
export type FrontierRow = z.infer<typeof frontierSchema>;

/** Whether a row was opened for a known page that nothing led to. Where such a page points to is read as one, and was found on it. */
export function isLedToByNone({ known, parent }: Pick<FrontierRow, 'known' | 'parent'>): boolean {
  return known === true && parent === '';
}

/**
 * Whether a URL is the start page of its crawl, or what that page points to. Sitemaps, and further start pages, are no
 * further away, and are not.
 * @param crawl where it began.
 */
export function isOfStart(
  {
    url,
    redirects = [],
    sitemap,
  }: Pick<FrontierRow, 'url' | 'sitemap'> & { readonly redirects?: readonly string[] | undefined },
  crawl: PageAddress,
): boolean {
  const start = urlOf(crawl) ?? '';
  return sitemap === undefined && (url === start || redirects.includes(start));
}

export interface Found {
  readonly url: string;
  readonly depth: number;
  readonly parent: string;
  readonly redirects?: readonly string[];
  readonly opened_by?: string;
  readonly sitemap?: SitemapRole;
  readonly known?: boolean;
  readonly other_start?: boolean;
  readonly lastmod_ms?: number;
}

/** Opens rows for URLs; says for each whether the URL is new to the crawl. */
export function openUrls(table: Table, crawl_id: string, found: readonly Found[]): Promise<boolean[]> {
  const rows = found.map(({ redirects, ...rest }): Row => ({
    pk: crawl_id,
    sk: pageKey(rest.url),
    mark: OPEN,
    ...rest,
    ...(redirects === undefined || redirects.length === 0 ? {} : { redirects: [...redirects] }),
  }));
  return table.insertNew('frontier', rows);
}

/**
 * Notes links that are kept out of a crawl, by rows that are closed; says for each whether the URL is new to the crawl.
 */
export function noteRefused(
  table: Table,
  crawl_id: string,
  refused: readonly (Found & { readonly outcome: Outcome })[],
): Promise<boolean[]> {
  const rows = refused.map(({ url, depth, parent, outcome }): Row => ({
    pk: crawl_id,
    sk: pageKey(url),
    url,
    depth,
    parent,
    outcome,
    attempts: 0,
    links: 0,
  }));
  return table.insertNew('frontier', rows);
}

/** The rows of URLs, `undefined` where there is none. */
export function readUrls(
  table: Table,
  crawl_id: string,
  urls: readonly string[],
): Promise<(FrontierRow | undefined)[]> {
  const keys = urls.map((url) => ({ pk: crawl_id, sk: pageKey(url) }));
  return readRows(table, 'frontier', frontierSchema, keys);
}

/** What became of a URL. */
export interface UrlEnd {
  readonly outcome: Outcome;
  readonly attempts: number;
  readonly links: number;
  readonly kept_out?: LinkCounts | undefined;
  readonly answer?: Answer | undefined;
  readonly text_hash?: string | undefined;
  readonly own_url?: string | undefined;
}

/**
 * Closes a URL. Does nothing if it is closed already: the first word stands.
 * @param again of the message that it was visited by: a late copy of the one before closes nothing that was opened once
 *   more.
 */
export async function closeUrl(
  table: Table,
  crawl_id: string,
  url: string,
  end: UrlEnd,
  again?: Again,
): Promise<boolean> {
  const { outcome, attempts, links, kept_out = {}, answer, text_hash, own_url } = end;
  const set = {
    outcome,
    attempts,
    links,
    ...(Object.keys(kept_out).length === 0 ? {} : { kept_out }),
    ...(answer === undefined ? {} : { answer }),
    ...(text_hash === undefined ? {} : { text_hash }),
    ...(own_url === undefined ? {} : { own_url }),
  };
  const key = { pk: crawl_id, sk: pageKey(url) };
  const changed = await table.update('frontier', key, { set, remove: ['mark'] }, { mark: OPEN, again });
  return changed !== undefined;
}

/** Opens a URL once more that is closed, and was not opened so before. @returns its row, if it is open by that. */
export async function openAgain(
  table: Table,
  { pk, sk }: Pick<FrontierRow, 'pk' | 'sk'>,
  again: Again,
): Promise<FrontierRow | undefined> {
  const changes = { set: { mark: OPEN, again }, remove: ['outcome', 'answer', 'text_hash', 'own_url'] };
  const row = await table.update('frontier', { pk, sk }, changes, { mark: undefined, again: undefined });
  return row === undefined ? undefined : parseRow('frontier', frontierSchema, row);
}

/** Whether a crawl has a URL with work left: one strongly consistent read, no counters that could be wrong. */
export async function hasOpen(table: Table, crawl_id: string): Promise<boolean> {
  const { rows } = await table.query('frontier', { pk: crawl_id, sparse: true, limit: 1 });
  return rows.length > 0;
}

/** Every URL of a crawl; only the open ones, if `open`. */
export async function* frontierRows(
  table: Table,
  crawl_id: string,
  open: boolean,
): AsyncGenerator<FrontierRow> {
  for await (const row of queryAll(table, 'frontier', { pk: crawl_id, sparse: open })) {
    yield parseRow('frontier', frontierSchema, row);
  }
}

/** The rows of URLs in several crawls, by one call: crawl by crawl, those of one in the order of the URLs. */
export async function readInCrawls(
  table: Table,
  crawl_ids: readonly string[],
  urls: readonly string[],
): Promise<(FrontierRow | undefined)[][]> {
  const keys = crawl_ids.flatMap((pk) => urls.map((url) => ({ pk, sk: pageKey(url) })));
  const rows = await readRows(table, 'frontier', frontierSchema, keys);
  return crawl_ids.map((_, n) => rows.slice(n * urls.length, (n + 1) * urls.length));
}
