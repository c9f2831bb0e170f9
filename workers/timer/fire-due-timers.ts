import { nextTimer } from '#core/timer/next-timer.ts';
import { type Timer, dueTimers, nextDue, readTimer, writeTimer } from '#core/tables/timers.ts';
import type { Idling } from '#runtime/worker.ts';
import { callbackMessage } from './callback.ts';
import type { TimerDeps } from './worker.ts';

/** Timers looked at in one go. */
const BATCH = 100;
/** Another worker may set a timer at any moment: the rows are read this often at least. */
const LONGEST_SLEEP_MS = 250;

/** Fires timers as they fall due, until the signal aborts. Any number of workers may do so at once. */
export async function fireDueTimers(deps: TimerDeps, handling: Idling): Promise<void> {
  while (!handling.signal.aborted) {
    const due = await dueTimers(deps.table, deps.clock.now(), BATCH);
    for (const timer of due) await fire(deps, timer, handling);
    if (due.length === BATCH) continue;
    const next_ms = (await nextDue(deps.table)) ?? Infinity;
    const wait_ms = Math.max(1, next_ms - deps.clock.now());
    await deps.clock.sleep(Math.min(LONGEST_SLEEP_MS, wait_ms), handling.signal);
  }
}

/**
 * Fires one timer. To fire it is written into the row first, so that one worker does; should that one vanish before
 * the callback is posted, the row falls due again.
 */
async function fire(deps: TimerDeps, due: Timer, handling: Idling): Promise<void> {
  const factor = deps.settings.timer_max_factor;
  const firing = nextTimer(due, due, { type: 'due', now_ms: deps.clock.now() }, factor);
  if (firing.state !== 'firing' || !(await writeTimer(deps.table, firing, due))) return;
  const { callback } = firing;
  if (callback !== null) await handling.send(callbackMessage({ ...firing, callback, revision: 0 }));
  handling.log.info({ index: due.index, site: due.site, generation: due.generation }, 'timer fired');
  const written = await readTimer(deps.table, due.index, due.site);
  // Somebody else's by now: it was posted, which is all that counts.
  if (written?.state !== 'firing' || written.generation !== due.generation) return;
  await writeTimer(deps.table, nextTimer(written, written, { type: 'fired' }, factor), written);
}
