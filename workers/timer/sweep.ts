import { activeCrawls } from '#core/tables/crawls.ts';
import { listIndexes } from '#core/tables/indexes.ts';
import { indexesWithTimers } from '#core/tables/timers.ts';
import type { Idling } from '#runtime/worker.ts';
import { sweepCrawls } from './sweep-crawls.ts';
import { sweepDeletions } from './sweep-deletions.ts';
import { sweepPages } from './sweep-pages.ts';
import { sweepTimers } from './sweep-timers.ts';
import type { TimerDeps } from './worker.ts';

/**
 * Looks after what nobody would end. Messages are nudges and the work is in rows, so the rows of every index are asked,
 * once per timeout of a crawl, and what is missing is posted again. Any number of workers may do so.
 */
export async function sweep(deps: TimerDeps, handling: Idling): Promise<void> {
  while (!handling.signal.aborted) {
    await deps.clock.sleep(deps.settings.crawl_timeout_s * 1000, handling.signal);
    if (handling.signal.aborted) return;
    try {
      await sweepDeletions(deps, handling);
    } catch (error) {
      handling.log.error({ err: error }, 'deletions could not be swept; they are with the next sweep');
    }
    for (const index of await indexesInUse(deps)) {
      if (handling.signal.aborted) return;
      try {
        await sweepIndex(deps, index, handling);
      } catch (error) {
        // A row that cannot be read, say: the indexes behind this one are looked after all the same.
        handling.log.error(
          { err: error, index },
          'this index could not be swept; it is tried again with the next sweep',
        );
      }
    }
  }
}

async function sweepIndex(deps: TimerDeps, index: string, handling: Idling): Promise<void> {
  await sweepTimers(deps, index);
  const crawls = await activeCrawls(deps.table, index);
  if (crawls.length > 0) await sweepCrawls(deps, crawls, handling);
  // What waits is packed with the crawls.
  else await sweepPages(deps, index, handling);
}

/**
 * An index is listed when it has a version, or was made by the API; one that is crawled, or had a page read, has a timer.
 * The row of a timer outlives the index, so that a page which came in after a deletion is found as well.
 */
async function indexesInUse(deps: TimerDeps): Promise<Set<string>> {
  const listed = await listIndexes(deps.table);
  return new Set([...listed.map(({ sk }) => sk), ...(await indexesWithTimers(deps.table))]);
}
