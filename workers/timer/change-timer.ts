import { isDeepStrictEqual } from 'node:util';
import { indexNameFor } from '#core/crawl/url.ts';
import { nextTimer } from '#core/timer/next-timer.ts';
import type { TimerEvent } from '#core/timer/machine.ts';
import { type Timer, readTimer, writeTimer } from '#core/tables/timers.ts';
import { RetryLater } from '#runtime/worker.ts';
import type { TimerDeps } from './worker.ts';

/** While a timer fires, what belongs to its next generation waits this long. */
const FIRING_WAIT_MS = 250;

/**
 * Applies an event to the timer of a site, against others who do the same.
 * @throws {RetryLater} when the timer is just firing and the event would start it.
 */
export async function changeTimer(
  deps: Pick<TimerDeps, 'table' | 'settings'>,
  message: { readonly site: string; readonly index?: string | undefined },
  event: TimerEvent,
): Promise<void> {
  const site = { site: message.site, index: message.index ?? indexNameFor(message.site) };
  for (;;) {
    const before = await readTimer(deps.table, site.index, site.site);
    if (before?.state === 'firing' && (event.type === 'start' || event.type === 'reset')) {
      throw new RetryLater(FIRING_WAIT_MS, 'the timer is firing');
    }
    const after = nextTimer(before, site, event, deps.settings.timer_max_factor);
    if (isSame(before, after) || (await writeTimer(deps.table, after, before))) return;
  }
}

/** Whether an event changed nothing: a late expiry, a reset at the greatest age. */
function isSame(before: Timer | undefined, after: Omit<Timer, 'revision'>): boolean {
  if (before === undefined) return after.state === 'idle';
  return isDeepStrictEqual({ ...after, revision: before.revision }, before);
}
