import type { Crawl } from '#core/tables/crawls.ts';
import { readUrls } from '#core/tables/frontier.ts';
import { PENDING, type Page } from '#core/tables/pages.ts';
import type { OverCrawl } from './over-crawls.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'clock'>;

/**
 * Marks a page absent if a complete crawl of its scope did not reach it. What another crawl reached meanwhile stays:
 * crawls of one site begin at different pages, and each finds what the others do not.
 * @param active the crawls of the index that are not packed and reported, those that cover the page among them.
 */
export async function withoutUnreached(
  deps: Deps,
  page: Page,
  covering: readonly Pick<OverCrawl, 'crawl' | 'complete'>[],
  active: readonly Crawl[],
): Promise<Page> {
  if (page.origin !== 'crawl' || page.state !== 'present' || page.mark === PENDING) return page;
  for (const { crawl, complete } of covering) {
    if (!complete || page.crawl_id === crawl.sk || isOfAnother(page, crawl, deps.clock.now())) continue;
    // A later visit may have been for another crawl or a client; the frontier of one that reached the page remembers.
    if (await isReached(deps, page, [crawl, ...active])) continue;
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
function isOfAnother(page: Page, crawl: Crawl, now_ms: number): boolean {
  const { crawl_id = '', fetched_at_ms = 0, visit_for, visit_owner, visit_until_ms } = page;
  const isRead = crawl_id !== '' && fetched_at_ms >= crawl.started_at_ms;
  return isRead || (visit_owner !== '' && visit_for !== '' && visit_until_ms > now_ms);
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
