import { type LinkCounts, mostOf } from '#core/crawl/link-counts.ts';
import { type CrawlSummary, summarize } from '#core/crawl/summary.ts';
import { type Crawl, activeCrawls, finishCrawl, readCrawl } from '#core/tables/crawls.ts';
import { frontierRows, hasOpen } from '#core/tables/frontier.ts';
import { readPage } from '#core/tables/pages.ts';
import type { Held } from '#core/tables/heads.ts';
import { forgetLeftPages, readLeftPages, writeLeftPages } from '#core/tables/left-pages.ts';
import { readProgress } from '#core/tables/tallies.ts';
import type { Table } from '#ports/table.ts';
import type { Handling } from '#runtime/worker.ts';
import { asksForKnown } from './ask-known.ts';
import type { ChangesSince } from './changes-since.ts';
import { type Left, leavesPages } from './left-behind.ts';
import { type Spared, withOtherStarts } from './other-starts.ts';
import { SecondLooks } from './second-looks.ts';
import type { PackerDeps } from './worker.ts';

/** A crawl with nothing left to do. */
export interface OverCrawl {
  readonly crawl: Crawl;
  readonly summary: CrawlSummary;
  /** It saw all of the site that can be reached: what it did not reach is gone. */
  readonly complete: boolean;
  /** What it leaves to crawls beside it; all of one that went on alone is its own. */
  readonly spared?: Spared;
}

/**
 * The crawls of an index that are over but not packed. Those go on that ask for known pages, or for some once more, or begin
 * at other start pages of the index too.
 */
export async function overCrawls(
  deps: Pick<PackerDeps, 'table' | 'clock' | 'random'>,
  index: string,
  handling: Pick<Handling, 'send' | 'signal'>,
): Promise<OverCrawl[]> {
  const over: OverCrawl[] = [];
  for (const active of await activeCrawls(deps.table, index)) {
    const { sk, admitted, refused, state, ended_by } = active;
    if (await hasOpen(deps.table, sk)) continue;
    if (await asksForKnown(deps, active, handling)) continue;
    const looks = new SecondLooks(deps, active, handling);
    const rows = frontierRows(deps.table, sk, false);
    // Nothing more is asked for by one that was cancelled or has come to a limit.
    const goes_on = state === 'running' && ended_by === undefined;
    const summary = await summarize(goes_on ? looks.through(rows) : rows, {
      start: active,
      wasReadable: (row) => wasReadable(deps, index, row.sk),
    });
    if (looks.opened > 0) continue;
    // Its start page may have been opened since the first look: then the summary is that of a crawl which only begins.
    if (await hasOpen(deps.table, sk)) continue;
    // Read last: that a limit cut it is noted just before its last page is closed.
    const crawl = await readCrawl(deps.table, sk);
    if (crawl?.mark === undefined) continue;
    // Links came in since or were kept out, and may be done with by now, which the summary knows nothing of: the next
    // packing will tell.
    if (crawl.admitted !== admitted || crawl.refused !== refused) continue;
    // Accepted, and its start page not opened yet: it has all of its work before it.
    if (summary.counts.found === 0 && crawl.state === 'running') continue;
    over.push({ crawl, summary, complete: isComplete(crawl, summary) });
  }
  return await withOtherStarts(deps, over, handling);
}

/**
 * Whether what a crawl did not reach may be dropped. Not if it was cancelled or cut by a limit; nor if a page failed
 * that could be read before: its links were not seen, and half a site may hang on them. So it is until the page's grace
 * is over.
 */
function isComplete(crawl: Crawl, summary: CrawlSummary): boolean {
  return crawl.state === 'running' && !crawl.cut && !summary.blind;
}

async function wasReadable(deps: Pick<PackerDeps, 'table'>, index: string, key: string): Promise<boolean> {
  const page = await readPage(deps.table, index, key);
  return page?.content_hash !== undefined && page.failing?.given_up !== true;
}

/** What became of what a crawl read. */
export type CrawlEnd =
  /** A version has it; 0 when there was nothing to publish. */
  | { readonly version: number; readonly near_duplicates?: number | undefined }
  /** It waits with a version that the gate holds. */
  | { readonly held: Pick<Held, 'manifest_sha256' | 'reasons'> };

/** What a packing found out about crawls that end with it, by crawl. */
export interface CrawlFindings {
  /** Documents that they found gone. */
  readonly gone?: ReadonlyMap<string, number>;
  /** Pages that they did not reach, of those that were cut. */
  readonly left?: ReadonlyMap<string, Left>;
  /** What came and went since they began; none where it could not be counted. */
  readonly documents?: ReadonlyMap<string, ChangesSince>;
}

/**
 * Writes the reports of crawls and ends them.
 * @param found what else is to be told of them, and what they leave to the next crawls, by crawl.
 * @returns those that are ended. One that let pages in or was cut while it was packed goes on: a copy of its messages came
 *   late, and what it leaves was not looked for.
 */
export async function endCrawls(
  deps: Pick<PackerDeps, 'table' | 'objects' | 'clock'>,
  over: readonly OverCrawl[],
  end: CrawlEnd,
  found: CrawlFindings = {},
): Promise<OverCrawl[]> {
  const ended: OverCrawl[] = [];
  for (const one of over) {
    const isAsSummed = ({ admitted, refused, cut }: Crawl): boolean =>
      admitted === one.crawl.admitted && refused === one.crawl.refused && cut === one.crawl.cut;
    // Ended meanwhile by another, who had the lease after us: the report is that one's. Cancelled meanwhile: whoever did so
    // was told that it is, so the report must say the same.
    let crawl = await readCrawl(deps.table, one.crawl.sk);
    while (isActive(crawl) && isAsSummed(crawl)) {
      if (await endCrawl(deps, { ...one, crawl }, end, found)) break;
      crawl = await readCrawl(deps.table, crawl.sk);
    }
    if (!isActive(crawl) || isAsSummed(crawl)) ended.push(one);
  }
  return ended;
}

function isActive(crawl: Crawl | undefined): crawl is Crawl {
  return crawl?.mark !== undefined;
}

/** @returns false when the crawl is another by now, or over or deleted. */
async function endCrawl(
  deps: Pick<PackerDeps, 'table' | 'objects' | 'clock'>,
  { crawl, summary, ...one }: OverCrawl,
  end: CrawlEnd,
  { gone, left, documents }: CrawlFindings,
): Promise<boolean> {
  const now_ms = deps.clock.now();
  // Cancelled since it was summed up, it drops nothing more.
  const complete = one.complete && crawl.state === 'running';
  const { known, other_starts, ...figures } = summary;
  const tallied = await readProgress(deps.table, crawl.sk);
  // Workers write tallies now and then, and the end of a crawl is noticed at once: what its last pages have may be missing
  // there. A page's own row has none of what an earlier try of it, or an earlier part of a sitemap, has counted.
  const refused_links = mostOf(summary.refused_links, tallied.refused_links);
  const mine = left?.get(crawl.sk);
  const report = {
    crawl_id: crawl.sk,
    index: crawl.pk,
    start: `${crawl.scheme}://${crawl.site}${crawl.path}`,
    state: crawl.state === 'cancelled' ? 'cancelled' : 'done',
    complete,
    limit_hit: crawl.cut,
    ...(crawl.ended_by === undefined ? {} : { ended_by: crawl.ended_by }),
    started_at_ms: crawl.started_at_ms,
    finished_at_ms: now_ms,
    ...('held' in end ? { held: end.held.reasons } : end),
    documents: documents?.get(crawl.sk),
    ...figures,
    refused_links,
    ...(other_starts.length > 0 ? { other_starts } : {}),
    ...(leavesPages(crawl) ? { known_pages: { asked: known, kept: mine?.count ?? 0 } } : {}),
  };
  await deps.objects.put(`reports/${crawl.sk}.json`, Buffer.from(`${JSON.stringify(report, null, 2)}\n`));
  const found_in =
    'held' in end ? { held: end.held.manifest_sha256, complete } : { version: end.version, complete };
  const seen = seenBy(summary, gone?.get(crawl.sk) ?? 0);
  if (!(await finishCrawl(deps.table, crawl, found_in, now_ms, seen))) return false;
  // By the word of one that is ended as it was summed up. Should we die here, the next crawl has what the one before has left.
  await leavePages(deps.table, { crawl, complete }, mine, refused_links);
  return true;
}

/**
 * Leaves what a crawl did not reach to the next that begins at its start page. What the one before has left is forgotten
 * when all is reached; by one that was cancelled, or did not see the site, it is not.
 */
async function leavePages(
  table: Table,
  { crawl, complete }: Pick<OverCrawl, 'crawl' | 'complete'>,
  mine: Left | undefined,
  refused_links: LinkCounts,
): Promise<void> {
  if (crawl.state !== 'running') return;
  const { pk: index, places_kept } = crawl;
  if (leavesPages(crawl) && mine !== undefined && mine.count > 0) {
    const places = places_kept ?? 0;
    const crowded = (refused_links['pages'] ?? 0) > places;
    const before = places > 0 ? await readLeftPages(table, index, crawl) : undefined;
    const keeping = places > 0 ? (before?.keeping ?? 0) + 1 : 0;
    await writeLeftPages(table, index, crawl, { urls: mine.urls, crowded, keeping });
  } else if (places_kept !== undefined && (complete || mine?.count === 0))
    await forgetLeftPages(table, index, crawl);
}

/**
 * Pages that a crawl read, and those of them that had changed, or were new. A page that is gone counts if it was in the
 * index before: dead links are answered with 404 in every crawl, and are no change.
 */
function seenBy({ counts }: CrawlSummary, gone: number): { visited: number; changed: number } {
  const { indexed = 0, unchanged = 0 } = counts;
  return { visited: indexed + unchanged + gone, changed: indexed + gone };
}
