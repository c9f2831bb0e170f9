import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { WorkerDefinition } from '#runtime/worker.ts';
import { cancelTimer, expireTimer } from './end-timer.ts';
import { fireDueTimers } from './fire-due-timers.ts';
import { resetTimer } from './reset-timer.ts';
import { startScheduledCrawls } from './scheduled-crawls.ts';
import { startTimer } from './start-timer.ts';
import { sweep } from './sweep.ts';

export interface TimerDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly settings: {
    readonly concurrency: number;
    readonly handler_timeout_ms: number;
    /** Timeout of a timer that a reset starts without naming one. */
    readonly page_timeout_s: number;
    /** Timeout of the timer of a crawl. */
    readonly crawl_timeout_s: number;
    /** A timer fires at the latest after its timeout times this. */
    readonly timer_max_factor: number;
  };
}

/** Keeps a timer per index and site, and posts its callback when the site has settled. */
export function timerWorker(deps: TimerDeps): WorkerDefinition {
  return {
    role: 'timer',
    queue: 'timer',
    concurrency: deps.settings.concurrency,
    handler_timeout_ms: deps.settings.handler_timeout_ms,
    handlers: {
      start_timer: startTimer(deps),
      reset_timer: resetTimer(deps),
      expire_timer: expireTimer(deps),
      cancel_timer: cancelTimer(deps),
    },
    background: [
      { name: 'fire due timers', run: (handling) => fireDueTimers(deps, handling) },
      { name: 'start scheduled crawls', run: (handling) => startScheduledCrawls(deps, handling) },
      { name: 'sweep', run: (handling) => sweep(deps, handling) },
    ],
  };
}
