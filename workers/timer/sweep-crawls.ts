import { crawlTimer } from '#core/crawl/page-messages.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import type { Message } from '#messages/registry.ts';
import type { Idling } from '#runtime/worker.ts';
import { isPastGrace } from './grace.ts';
import type { EndedCrawls } from './ended-crawls.ts';
import type { SweptTimers } from './sweep-timers.ts';
import type { TimerDeps } from './worker.ts';

/**
 * Takes up crawls that nobody would end: accepted, but their message is lost or dead, or without a timer because two
 * crawls of a site shared one, or a callback died. Has what waits of those closed that have come to a limit.
 * @param crawls those of an index that are not over.
 */
export async function sweepCrawls(
  deps: TimerDeps,
  { timers, ended }: { readonly timers: SweptTimers; readonly ended: EndedCrawls },
  crawls: readonly Crawl[],
  handling: Idling,
): Promise<void> {
  for (const crawl of crawls) {
    await ended.look(crawl, handling);
    if (!isPastGrace(deps, crawl.started_at_ms)) continue;
    if (!(await timers.isUnderway(deps, crawl.pk, crawl.site))) await nudge(deps, crawl, handling);
  }
}

async function nudge(deps: TimerDeps, crawl: Crawl, { log, send }: Idling): Promise<void> {
  const { sk: crawl_id, pk: index, site, scheme, path, domains, limits } = crawl;
  log.warn({ crawl_id }, 'nobody would have ended this crawl; it is taken up again');
  const begun = await frontierRows(deps.table, crawl_id, false).next();
  const start: Message = { type: 'index+crawl', crawl_id, index, site, scheme, path, domains, limits };
  const end = crawlTimer(crawl, deps.settings.crawl_timeout_s);
  await send(begun.done === true && crawl.state === 'running' ? start : end);
}
