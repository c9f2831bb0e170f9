import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { hasOpen } from '#core/tables/frontier.ts';
import { onRequests } from './on-requests.ts';
import type { Sitepack } from './sitepack.ts';

const started = z.object({ crawl_id: z.string() });
const status = z.object({
  state: z.enum(['running', 'packing', 'done', 'cancelled']),
  searchable: z.boolean(),
  progress: z.object({ fetched: z.int(), failed: z.int() }),
});

/** Between two looks: at most so much is added to a time that is taken. */
const LOOK_MS = 10;

export interface CrawlTimes {
  readonly pages: number;
  /** All by `performance.now()`. */
  readonly first_request_ms: number;
  readonly frontier_empty_ms: number;
  readonly published_ms: number;
  readonly searchable_ms: number;
}

/**
 * Crawls a site into an index by the API and takes the times of the way.
 * @throws when a page could not be read, or the crawl was not over before the signal aborts.
 */
export async function crawlSite(
  sitepack: Sitepack,
  url: string,
  index: string,
  signal: AbortSignal,
): Promise<CrawlTimes> {
  let first_request_ms: number | undefined;
  using _ = onRequests(url, () => (first_request_ms ??= performance.now()));
  const { crawl_id } = started.parse(
    await json(`${sitepack.api}/v1/crawls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, index }),
      signal,
    }),
  );
  const look = async () => status.parse(await json(`${sitepack.api}/v1/crawls/${crawl_id}`, { signal }));
  await until(() => frontierIsEmpty(sitepack, crawl_id), signal);
  const frontier_empty_ms = performance.now();
  await until(async () => (await look()).state === 'done', signal);
  const published_ms = performance.now();
  await until(async () => (await look()).searchable, signal);
  const searchable_ms = performance.now();
  const { progress } = await look();
  if (first_request_ms === undefined || progress.failed > 0) {
    throw new Error(`the crawl of ${url} read ${progress.fetched} pages and failed on ${progress.failed}`);
  }
  return { pages: progress.fetched, first_request_ms, frontier_empty_ms, published_ms, searchable_ms };
}

/** No row is open; one that does not exist yet is no empty frontier. */
async function frontierIsEmpty({ platform: { table } }: Sitepack, crawl_id: string): Promise<boolean> {
  const { rows } = await table.query('frontier', { pk: crawl_id, limit: 1 });
  return rows.length > 0 && !(await hasOpen(table, crawl_id));
}

async function until(holds: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await holds())) await sleep(LOOK_MS, undefined, { signal });
}

async function json(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
