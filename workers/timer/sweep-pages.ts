import { packTimer } from '#core/crawl/page-messages.ts';
import { hostOf } from '#core/crawl/url.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import { parseRow } from '#core/tables/row.ts';
import { readTimer } from '#core/tables/timers.ts';
import { queryAll } from '#ports/table.ts';
import type { Idling } from '#runtime/worker.ts';
import { isPastGrace } from './grace.ts';
import type { TimerDeps } from './worker.ts';

/** Rows read at once: nearly always the first one decides. */
const ROWS = 10;

/**
 * Has pages packed that nobody would pack: their `pack_incremental` died, or a client cancelled its timer. One page speaks
 * for all of an index, since a packing takes everything that waits. This goes for pages of a deleted index as well: its
 * deletion takes their rows with it, so one that is there came in later, and makes the index anew as any page does.
 */
export async function sweepPages(deps: TimerDeps, index: string, { log, send }: Idling): Promise<void> {
  const page = await waitingPage(deps, index);
  if (page === undefined || !isPastGrace(deps, page.fetched_at_ms ?? 0)) return;
  const site = hostOf(page.url);
  const timer = await readTimer(deps.table, index, site);
  if (timer !== undefined && timer.state !== 'idle') return;
  log.warn({ index, url: page.url }, 'nobody would have packed this page; a timer is started for it');
  await send(packTimer(site, index, deps.settings.page_timeout_s));
}

/** A page that a packing would take. One whose content was lost has none to pack until it is read anew. */
async function waitingPage({ table }: TimerDeps, index: string): Promise<Page | undefined> {
  for await (const row of queryAll(table, 'pages', { pk: index, sparse: true, limit: ROWS })) {
    const page = parseRow('pages', pageSchema, row);
    if (page.state !== 'unknown') return page;
  }
  return undefined;
}
