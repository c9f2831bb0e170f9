import { nextTimer } from '#core/timer/next-timer.ts';
import { type Timer, allTimers, readTimer, timerKey } from '#core/tables/timers.ts';
import type { Idling } from '#runtime/worker.ts';
import { changeTimer } from './change-timer.ts';
import { leftOut } from './left-out.ts';
import type { TimerDeps } from './worker.ts';

/** What one reading of all timers told, as far as it came. */
export class SweptTimers {
  /** Indexes that a timer was ever started in. */
  readonly indexes = new Set<string>();
  readonly #underway = new Set<string>();

  note({ index, sk, state }: Pick<Timer, 'index' | 'sk' | 'state'>): void {
    this.indexes.add(index);
    if (state !== 'idle') this.#underway.add(sk);
  }

  /** Whether the timer of a site is under way. One that was not is read once more: it may have been started since. */
  async isUnderway(deps: Pick<TimerDeps, 'table'>, index: string, site: string): Promise<boolean> {
    if (this.#underway.has(timerKey(index, site).sk)) return true;
    const timer = await readTimer(deps.table, index, site);
    return timer !== undefined && timer.state !== 'idle';
  }
}

/**
 * Reads all timers, in one query, and brings back those that lie too far ahead: whoever set them, or began to fire them,
 * had a wrong clock.
 * @param swept is told of each.
 */
export async function sweepTimers(
  deps: TimerDeps,
  swept: SweptTimers,
  { log }: Pick<Idling, 'log'>,
): Promise<void> {
  for await (const timer of allTimers(deps.table, leftOut(log))) {
    swept.note(timer);
    if (isAstray(deps, timer)) await changeTimer(deps, timer, { type: 'check', now_ms: deps.clock.now() });
  }
}

function isAstray({ clock, settings }: TimerDeps, timer: Timer): boolean {
  const check = { type: 'check', now_ms: clock.now() } as const;
  return nextTimer(timer, timer, check, settings.timer_max_factor).mark !== timer.mark;
}
