import { crawlTimer } from '#core/crawl/page-messages.ts';
import { type Crawl, activeCrawls } from '#core/tables/crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import { listIndexes } from '#core/tables/indexes.ts';
import { indexesWithTimers, readTimer } from '#core/tables/timers.ts';
import type { Message } from '#messages/registry.ts';
import type { Idling } from '#runtime/worker.ts';
import type { TimerDeps } from './worker.ts';

/** A crawl younger than this many timeouts may just be starting. */
const GRACE_TIMEOUTS = 2;

/**
 * Looks after crawls that nobody would end: accepted, but their message is lost or dead, or without a timer because two
 * crawls of a site shared one, or a callback died. Messages are nudges and the work is in rows, so the rows are asked,
 * once per timeout of a crawl, and what is missing is posted again. Any number of workers may do so.
 */
export async function sweepCrawls(deps: TimerDeps, handling: Idling): Promise<void> {
  const timeout_ms = deps.settings.crawl_timeout_s * 1000;
  while (!handling.signal.aborted) {
    await deps.clock.sleep(timeout_ms, handling.signal);
    if (handling.signal.aborted) return;
    const now_ms = deps.clock.now();
    for (const index of await indexesInUse(deps)) {
      for (const crawl of await activeCrawls(deps.table, index)) {
        // One from the future was started by a clock that was wrong, and may be of any age.
        const age_ms = Math.abs(now_ms - crawl.started_at_ms);
        if (age_ms < GRACE_TIMEOUTS * timeout_ms) continue;
        const timer = await readTimer(deps.table, index, crawl.site);
        if (timer === undefined || timer.state === 'idle') await nudge(deps, crawl, handling);
      }
    }
  }
}

/** An index is listed when it has a version, or was made by the API; one that is crawled has a timer. */
async function indexesInUse(deps: TimerDeps): Promise<Set<string>> {
  const listed = await listIndexes(deps.table);
  return new Set([...listed.map(({ sk }) => sk), ...(await indexesWithTimers(deps.table))]);
}

async function nudge(deps: TimerDeps, crawl: Crawl, { log, send }: Idling): Promise<void> {
  const { sk: crawl_id, pk: index, site, scheme, path, domains, limits } = crawl;
  log.warn({ crawl_id }, 'nobody would have ended this crawl; it is taken up again');
  const begun = await frontierRows(deps.table, crawl_id, false).next();
  const start: Message = { type: 'index+crawl', crawl_id, index, site, scheme, path, domains, limits };
  const end = crawlTimer(crawl, deps.settings.crawl_timeout_s);
  await send(begun.done === true && crawl.state === 'running' ? start : end);
}
