import { z } from 'zod';
import { readCrawl } from '#core/tables/crawls.ts';
import { hasOpen } from '#core/tables/frontier.ts';
import type { Table } from '#ports/table.ts';
import { onRequests } from '../product/on-requests.ts';
import type { Sitepack } from '../product/sitepack.ts';
import type { CrawlMeasure } from './aws-job.ts';
import { searchedVersion } from './searched.ts';
import { until } from './until.ts';
import { type Usage, readUsage, since } from './usage.ts';

const started = z.object({ crawl_id: z.string() });
const status = z.object({ progress: z.object({ fetched: z.int(), failed: z.int() }) });

export interface MeasuredCrawl {
  readonly url: string;
  readonly index: string;
}

/**
 * Crawls a site by the API and counts what Sitepack asks of AWS for it.
 * @param watch looks on from outside, so that looking is not counted.
 * @throws when a page could not be read.
 */
export async function measureCrawl(
  { platform, api }: Sitepack,
  watch: Table,
  crawl: MeasuredCrawl,
  signal: AbortSignal,
): Promise<CrawlMeasure> {
  const { url, index } = crawl;
  let first_request_ms: number | undefined;
  using _ = onRequests(url, () => (first_request_ms ??= performance.now()));
  const used = async (): Promise<Usage> => readUsage((await platform.metrics.text()).body);
  const before = await used();
  const posted_ms = performance.now();
  const { crawl_id } = started.parse(
    await json(`${api}/v1/crawls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(crawl),
      signal,
    }),
  );
  await until(async () => await frontierIsEmpty(watch, crawl_id), signal);
  const empty_ms = performance.now();
  let version = 0;
  const isDone = async (): Promise<boolean> => {
    const row = await readCrawl(watch, crawl_id);
    version = row?.version ?? 0;
    return row?.state === 'done';
  };
  await until(isDone, signal);
  await until(async () => (await searchedVersion(api, index, signal)) >= version, signal);
  const searchable_ms = performance.now() - posted_ms;
  // What is done once the version is out (marks taken off, old versions deleted) belongs to it.
  await until(() => platform.metrics.totals().in_work === 0, signal);
  const after = await used();
  const { progress } = status.parse(await json(`${api}/v1/crawls/${crawl_id}`, { signal }));
  if (first_request_ms === undefined || progress.failed > 0)
    throw new Error(`the crawl of ${url} read ${progress.fetched} pages and failed on ${progress.failed}`);
  return {
    pages: progress.fetched,
    elapsed_ms: empty_ms - first_request_ms,
    searchable_ms,
    used: since(before, after),
  };
}

/** No row is open; one that does not exist yet is no empty frontier. */
async function frontierIsEmpty(table: Table, crawl_id: string): Promise<boolean> {
  const { rows } = await table.query('frontier', { pk: crawl_id, limit: 1 });
  return rows.length > 0 && !(await hasOpen(table, crawl_id));
}

async function json(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
