import { type CrawlSummary, summarize } from '#core/crawl/summary.ts';
import { type Crawl, activeCrawls, finishCrawl, readCrawl } from '#core/tables/crawls.ts';
import { frontierRows, hasOpen } from '#core/tables/frontier.ts';
import { readPage } from '#core/tables/pages.ts';
import type { PackerDeps } from './worker.ts';

/** A crawl with nothing left to do. */
export interface OverCrawl {
  readonly crawl: Crawl;
  readonly summary: CrawlSummary;
  /** It saw all of the site that can be reached: what it did not reach is gone. */
  readonly complete: boolean;
}

/** The crawls of an index that are over but not packed. */
export async function overCrawls(deps: Pick<PackerDeps, 'table'>, index: string): Promise<OverCrawl[]> {
  const over: OverCrawl[] = [];
  for (const { sk, admitted } of await activeCrawls(deps.table, index)) {
    if (await hasOpen(deps.table, sk)) continue;
    const summary = await summarize(frontierRows(deps.table, sk, false), (row) =>
      wasReadable(deps, index, row.sk),
    );
    // Its start page may have been opened since the first look: then the summary is that of a crawl which only begins.
    if (await hasOpen(deps.table, sk)) continue;
    // Read last: that a limit cut it is noted just before its last page is closed.
    const crawl = await readCrawl(deps.table, sk);
    if (crawl?.mark === undefined) continue;
    // Pages came in since, and may be read by now, which the summary knows nothing of: the next packing will tell.
    if (crawl.admitted !== admitted) continue;
    // Accepted, and its start page not opened yet: it has all of its work before it.
    if (summary.counts.found === 0 && crawl.state === 'running') continue;
    over.push({ crawl, summary, complete: isComplete(crawl, summary) });
  }
  return over;
}

/**
 * Whether what a crawl did not reach may be dropped. Not if it was cancelled or cut by a limit; nor if a page failed
 * that could be read before: its links were not seen, and half a site may hang on them.
 */
function isComplete(crawl: Crawl, summary: CrawlSummary): boolean {
  return crawl.state === 'running' && !crawl.cut && !summary.blind;
}

async function wasReadable(deps: Pick<PackerDeps, 'table'>, index: string, key: string): Promise<boolean> {
  return (await readPage(deps.table, index, key))?.content_hash !== undefined;
}

/**
 * Writes the reports of crawls and ends them.
 * @returns those that are ended. One that let pages in while it was packed goes on: a copy of its messages came late.
 */
export async function endCrawls(
  deps: Pick<PackerDeps, 'table' | 'objects' | 'clock'>,
  over: readonly OverCrawl[],
  version: number,
): Promise<OverCrawl[]> {
  const ended: OverCrawl[] = [];
  for (const one of over) {
    const { admitted } = one.crawl;
    let crawl: Crawl | undefined = one.crawl;
    // Cancelled meanwhile: whoever did so was told that it is, so the report must say the same.
    while (isActive(crawl) && crawl.admitted === admitted) {
      if (await endCrawl(deps, { ...one, crawl }, version)) break;
      crawl = await readCrawl(deps.table, crawl.sk);
    }
    if (!isActive(crawl) || crawl.admitted === admitted) ended.push(one);
  }
  return ended;
}

function isActive(crawl: Crawl | undefined): crawl is Crawl {
  return crawl?.mark !== undefined;
}

/** @returns false when the crawl is another by now, or over or deleted. */
async function endCrawl(
  deps: Pick<PackerDeps, 'table' | 'objects' | 'clock'>,
  { crawl, summary, complete }: OverCrawl,
  version: number,
): Promise<boolean> {
  const now_ms = deps.clock.now();
  const report = {
    crawl_id: crawl.sk,
    index: crawl.pk,
    start: `${crawl.scheme}://${crawl.site}${crawl.path}`,
    state: crawl.state === 'cancelled' ? 'cancelled' : 'done',
    complete: complete && !crawl.cut,
    limit_hit: crawl.cut,
    started_at_ms: crawl.started_at_ms,
    finished_at_ms: now_ms,
    version,
    ...summary,
  };
  await deps.objects.put(`reports/${crawl.sk}.json`, Buffer.from(`${JSON.stringify(report, null, 2)}\n`));
  return finishCrawl(deps.table, crawl, version, now_ms);
}
