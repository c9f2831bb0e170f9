import { hostOf } from '#core/crawl/url.ts';
import { visitLength } from '#core/crawl/visit-length.ts';
import { type Crawl, mayLetIn } from '#core/tables/crawls.ts';
import { readUrls } from '#core/tables/frontier.ts';
import { PENDING, type Page } from '#core/tables/pages.ts';
import type { OverCrawl } from './over-crawls.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'clock'> & {
  readonly settings: Pick<PackerDeps['settings'], 'fetch_timeout_ms'>;
};

/** Clocks that are kept in step are milliseconds apart: what lies further ahead was written by one that was wrong. */
const CLOCKS_APART_MS = 60_000;

/**
 * Marks a page absent if a complete crawl of its scope did not reach it. What another crawl reached meanwhile stays:
 * crawls of one site begin at different pages, and each finds what the others do not.
 * @param active the crawls of the index that are not packed and reported.
 */
export async function withoutUnreached(
  deps: Deps,
  page: Page,
  covering: readonly Pick<OverCrawl, 'crawl' | 'complete'>[],
  active: readonly Crawl[],
): Promise<Page> {
  if (page.origin !== 'crawl' || page.state !== 'present' || page.mark === PENDING) return page;
  for (const { crawl, complete } of covering) {
    if (!complete || page.crawl_id === crawl.sk || isOfAnother(deps, page, crawl)) continue;
    // A later visit may have been for another crawl or a client; the frontier of one that reached the page remembers.
    if (await isReached(deps, page, [crawl, ...active.filter((other) => mayFollow(other, page))])) continue;
    const set = {
      state: 'absent',
      mark: PENDING,
      outcome: { kind: 'unreached', reason: `crawl ${crawl.sk} found no link to it` },
      // A visit under way would write that the page is as it was before: it has to begin anew.
      visit_owner: '',
    };
    const { crawl_id, visit_owner } = page;
    const expected = { crawl_id, visit_owner, mark: undefined };
    const changed = await deps.table.update('pages', page, { set }, expected);
    if (changed !== undefined) return { ...page, state: 'absent', mark: PENDING };
  }
  return page;
}

/** Whether another crawl has read the page since this one began, or reads it now. A visit for a client is no crawl's. */
function isOfAnother(
  { clock, settings }: Pick<Deps, 'clock' | 'settings'>,
  page: Page,
  crawl: Crawl,
): boolean {
  const { crawl_id = '', fetched_at_ms = 0, visit_for, visit_owner, visit_until_ms } = page;
  const now_ms = clock.now();
  // A time from the future is of a clock that was wrong, and may be of any age: it would keep the page for good.
  const latest_ms = now_ms + CLOCKS_APART_MS;
  const isRead = crawl_id !== '' && fetched_at_ms >= crawl.started_at_ms && fetched_at_ms <= latest_ms;
  const isVisited =
    visit_until_ms > now_ms && visit_until_ms <= latest_ms + visitLength(settings.fetch_timeout_ms);
  return isRead || (visit_owner !== '' && visit_for !== '' && isVisited);
}

/** Whether a crawl follows links to the page. Its row may be older than what its start page let in. */
function mayFollow(crawl: Crawl, { url }: Page): boolean {
  const host = hostOf(url);
  return crawl.domains.includes(host) || mayLetIn(crawl, host);
}

/** Whether the page is in the frontier of one of the crawls. */
async function isReached(
  { table }: Pick<Deps, 'table'>,
  { url }: Page,
  crawls: readonly Crawl[],
): Promise<boolean> {
  for (const crawl_id of new Set(crawls.map(({ sk }) => sk))) {
    const [row] = await readUrls(table, crawl_id, [url]);
    if (row !== undefined) return true;
  }
  return false;
}
