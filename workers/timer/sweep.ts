import { activeCrawls } from '#core/tables/crawls.ts';
import { knownIndexes, listIndexes } from '#core/tables/indexes.ts';
import type { Idling } from '#runtime/worker.ts';
import { EndedCrawls } from './ended-crawls.ts';
import { leftOut } from './left-out.ts';
import { sweepCrawls } from './sweep-crawls.ts';
import { sweepHeads } from './sweep-heads.ts';
import { type SweptIndex, sweepPages } from './sweep-pages.ts';
import { sweepSchedules } from './sweep-schedules.ts';
import { SweptTimers, sweepTimers } from './sweep-timers.ts';
import type { TimerDeps } from './worker.ts';

/**
 * Looks after what nobody would end. Messages are nudges and the work is in rows, so the rows of every index are asked,
 * once per timeout of a crawl, and what is missing is posted again. Any number of workers may do so.
 *
 * A sweep reads six partitions, those of the names, the indexes, the heads, the timers, the settings and the schedules,
 * and for each index two; for a crawl with a limit of bytes one more.
 */
export async function sweep(deps: TimerDeps, handling: Idling): Promise<void> {
  const ended = new EndedCrawls(deps);
  while (!handling.signal.aborted) {
    await deps.clock.sleep(deps.settings.crawl_timeout_s * 1000, handling.signal);
    if (handling.signal.aborted) return;
    const held = new Map<string, number>();
    await attempt('heads', handling, () => sweepHeads(deps, held, handling));
    await attempt('schedules', handling, () => sweepSchedules(deps, handling));
    const timers = new SweptTimers();
    await attempt('timers', handling, () => sweepTimers(deps, timers, handling));
    const indexes = new Set<string>();
    await attempt('names of indexes', handling, () => noteInUse(deps, indexes, handling));
    for (const index of indexes.union(timers.indexes)) {
      if (handling.signal.aborted) return;
      await attempt(`index ${index}`, handling, () =>
        sweepIndex(deps, { timers, ended, index, held_ms: held.get(index) }, handling),
      );
    }
  }
}

/** Does a part of a sweep. It may fail, by a row that cannot be read, say: all else is looked after all the same. */
async function attempt(part: string, { log }: Idling, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error, part }, 'this could not be swept; it is tried again with the next sweep');
  }
}

async function sweepIndex(
  deps: TimerDeps,
  { ended, ...swept }: SweptIndex & { readonly ended: EndedCrawls },
  handling: Idling,
): Promise<void> {
  const crawls = await activeCrawls(deps.table, swept.index, leftOut(handling.log));
  if (crawls.length > 0) await sweepCrawls(deps, { ...swept, ended }, crawls, handling);
  // What waits is packed with the crawls.
  else await sweepPages(deps, swept, handling);
}

/**
 * An index is known by name before anything is done for it, and its name outlives it: so a page which came in after a
 * deletion is found as well. Those of before there were such notes are listed when they have a version, or have a timer.
 */
async function noteInUse({ table }: TimerDeps, indexes: Set<string>, { log }: Idling): Promise<void> {
  for (const index of await knownIndexes(table)) indexes.add(index);
  for (const { sk: index } of await listIndexes(table, leftOut(log))) indexes.add(index);
}
