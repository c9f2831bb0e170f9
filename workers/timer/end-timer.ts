import type { Handler } from '#runtime/worker.ts';
import { changeTimer } from './change-timer.ts';
import type { TimerDeps } from './worker.ts';

/** The timer of a site is due now. */
export function expireTimer(deps: TimerDeps): Handler<'expire_timer'> {
  return (message) => changeTimer(deps, message, { type: 'expire', now_ms: deps.clock.now() });
}

/** The timer of a site is dropped, its callback with it. */
export function cancelTimer(deps: TimerDeps): Handler<'cancel_timer'> {
  return (message) => changeTimer(deps, message, { type: 'cancel' });
}
