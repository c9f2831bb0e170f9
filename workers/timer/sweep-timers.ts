import { timersOf } from '#core/tables/timers.ts';
import { changeTimer } from './change-timer.ts';
import type { TimerDeps } from './worker.ts';

/** Brings back the timers of an index that lie too far ahead: whoever set them, or began to fire them, had a wrong clock. */
export async function sweepTimers(deps: TimerDeps, index: string): Promise<void> {
  for (const timer of await timersOf(deps.table, index)) {
    if (timer.state === 'idle') continue;
    await changeTimer(deps, timer, { type: 'check', now_ms: deps.clock.now() });
  }
}
