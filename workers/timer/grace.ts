import type { TimerDeps } from './worker.ts';

/** What is younger than this many timeouts of a crawl may just be under way. */
const GRACE_TIMEOUTS = 2;

/** Whether what began at `since_ms` (Unix ms) is old enough for a sweep to look after it. */
export function isPastGrace(deps: Pick<TimerDeps, 'clock' | 'settings'>, since_ms: number): boolean {
  // A time from the future is of a clock that was wrong, and may be of any age.
  const age_ms = Math.abs(deps.clock.now() - since_ms);
  return age_ms >= GRACE_TIMEOUTS * deps.settings.crawl_timeout_s * 1000;
}
