import { z } from 'zod';
import { type Outcome, outcomeSchema } from '#core/crawl/outcome.ts';
import { pageKey } from '#core/crawl/url.ts';
import { type Row, type Table, queryAll } from '#ports/table.ts';
import { parseRow } from './row.ts';

/** What `mark` says while a URL has work left. */
const OPEN = 'open';

/** One URL of a crawl: open until its content is stored and its links are posted. */
export const frontierSchema = z.object({
  /** The crawl. */
  pk: z.string(),
  /** `pageKey` of the URL. */
  sk: z.string(),
  mark: z.literal(OPEN).optional(),
  url: z.string(),
  /** Links away from the start page. */
  depth: z.int().min(0),
  /** The page it was found on; empty for the start page. */
  parent: z.string(),
  /** A token of who opened it: of an answer that was lost the opener knows its own row by it. */
  opened_by: z.string().optional(),
  /** URLs that led here by redirects or rel=canonical. */
  redirects: z.array(z.string()).optional(),
  outcome: outcomeSchema.optional(),
  /** Requests it took. */
  attempts: z.int().min(0).optional(),
  /** New links found on it. */
  links: z.int().min(0).optional(),
});
export type FrontierRow = z.infer<typeof frontierSchema>;

export interface Found {
  readonly url: string;
  readonly depth: number;
  readonly parent: string;
  readonly redirects?: readonly string[];
  readonly opened_by?: string;
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

/** The rows of URLs, `undefined` where there is none. */
export async function readUrls(
  table: Table,
  crawl_id: string,
  urls: readonly string[],
): Promise<(FrontierRow | undefined)[]> {
  const rows = await table.getMany(
    'frontier',
    urls.map((url) => ({ pk: crawl_id, sk: pageKey(url) })),
  );
  return rows.map((row) => (row === undefined ? undefined : parseRow('frontier', frontierSchema, row)));
}

/** Closes a URL. Does nothing if it is closed already: the first word stands. */
export async function closeUrl(
  table: Table,
  crawl_id: string,
  url: string,
  end: { outcome: Outcome; attempts: number; links: number },
): Promise<boolean> {
  const changed = await table.update(
    'frontier',
    { pk: crawl_id, sk: pageKey(url) },
    { set: { outcome: end.outcome, attempts: end.attempts, links: end.links }, remove: ['mark'] },
    { mark: OPEN },
  );
  return changed !== undefined;
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
