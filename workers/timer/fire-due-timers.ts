import { nextTimer } from '#core/timer/next-timer.ts';
import { type Timer, dueTimers, nextDue, readTimer, writeTimer } from '#core/tables/timers.ts';
import { parseTraceparent } from '#runtime/trace.ts';
import type { Idling } from '#runtime/worker.ts';
import { callbackMessage } from './callback.ts';
import type { TimerDeps } from './worker.ts';

/** Timers looked at in one go. */
const BATCH = 100;
/**
 * Another worker may set a timer at any moment, so the rows are looked at again after this part of the shortest timeout,
 * within bounds: each look is a read that DynamoDB is paid for, and nobody notices a few hundredths of a quiet time.
 */
const LOOKS_PER_TIMEOUT = 8;
const SHORTEST_SLEEP_MS = 20;
const LONGEST_SLEEP_MS = 2000;

/** A row that cannot be read is told of by each sweep, which looks at all timers: not here, several times a second. */
const isToldBySweep = (): void => undefined;

/** Fires timers as they fall due, until the signal aborts. Any number of workers may do so at once. */
export async function fireDueTimers(deps: TimerDeps, handling: Idling): Promise<void> {
  const look_ms = (deps.settings.page_timeout_s * 1000) / LOOKS_PER_TIMEOUT;
  const sleep_ms = Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, look_ms));
  while (!handling.signal.aborted) {
    const now_ms = deps.clock.now();
    const wait_ms = ((await nextDue(deps.table)) ?? Infinity) - now_ms;
    const due = wait_ms > 0 ? [] : await dueTimers(deps.table, now_ms, BATCH, isToldBySweep);
    for (const timer of due) await fire(deps, timer, handling);
    // What is overdue may be a row that cannot be read, which says nothing of when the next one is due.
    if (due.length === 0)
      await deps.clock.sleep(wait_ms > 0 ? Math.min(sleep_ms, wait_ms) : sleep_ms, handling.signal);
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
  handling.log.info({ ...about(firing), generation: due.generation }, 'timer fired');
  const written = await readTimer(deps.table, due.index, due.site);
  // Somebody else's by now: it was posted, which is all that counts.
  if (written?.state !== 'firing' || written.generation !== due.generation) return;
  await writeTimer(deps.table, nextTimer(written, written, { type: 'fired' }, factor), written);
}

/** What a line about a timer is searched for by. */
function about({ index, site, callback }: Pick<Timer, 'index' | 'site' | 'callback'>) {
  const { crawl_id, traceparent } = callback?.message ?? {};
  const trace = parseTraceparent(typeof traceparent === 'string' ? traceparent : undefined);
  return {
    index,
    site,
    ...(crawl_id === undefined ? {} : { crawl_id }),
    ...(trace === undefined ? {} : { trace_id: trace.trace_id }),
  };
}
