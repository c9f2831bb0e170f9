import { type Timer, dueTimers } from '#core/tables/timers.ts';
import type { HttpServices } from '../services.ts';
import { type Listed, type TimerState, listedAtMost } from './admin-state.ts';

const MOST_TIMERS = 200;
/** The last moment that a timer can be due at, by the 15 digits of its mark. */
const LAST_MS = 999_999_999_999_999;

/** Timers that run or fire, the next one first. */
export async function readTimers({ table }: Pick<HttpServices, 'table'>): Promise<Listed<TimerState>> {
  const timers = await dueTimers(table, LAST_MS, MOST_TIMERS + 1);
  return listedAtMost(timers.map(timerState), MOST_TIMERS);
}

function timerState({ index, site, state, generation, callback, deadline_ms }: Timer): TimerState {
  const type = callback?.message['type'];
  return { index, site, state, generation, fires: typeof type === 'string' ? type : '', deadline_ms };
}
