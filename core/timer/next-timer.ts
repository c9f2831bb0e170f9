import { transition } from 'xstate';
import { type Timer, dueMark, timerKey } from '#core/tables/timers.ts';
import { type TimerContext, type TimerEvent, timerMachine } from './machine.ts';

/** A worker that began to fire a timer has this long to post the callback; then another does. */
const FIRING_MS = 5000;

/**
 * The row of a timer after an event: the machine of machine.ts over rows.
 * @param before the row as read; `undefined` when the site has none yet.
 * @param max_factor greatest age of a timer, in timeouts.
 * @returns the row to write, without its revision.
 */
export function nextTimer(
  before: Timer | undefined,
  site: { readonly index: string; readonly site: string },
  event: TimerEvent,
  max_factor: number,
): Omit<Timer, 'revision'> {
  const context: TimerContext = {
    generation: before?.generation ?? 0,
    started_by: before?.started_by ?? 'reset',
    started_at_ms: before?.started_at_ms ?? 0,
    timeout_ms: before?.timeout_ms ?? 0,
    deadline_ms: before?.deadline_ms ?? 0,
    callback: before?.callback ?? null,
    max_factor,
  };
  const snapshot = timerMachine.resolveState({ value: before?.state ?? 'idle', context });
  const [after] = transition(timerMachine, snapshot, event);
  const { max_factor: _, ...kept } = after.context;
  // Named one by one: `site` may be a whole row, whose mark must not live on in this one.
  const { index, site: name } = site;
  const row = { ...timerKey(index, name), index, site: name, state: after.value, ...kept };
  if (after.value === 'idle') return row;
  return { ...row, ...markOf(before, after, event) };
}

/** When the timer must be looked at. Nothing but falling due again changes how long a worker has to fire it. */
function markOf(
  before: Timer | undefined,
  after: { readonly value: string; readonly context: TimerContext },
  event: TimerEvent,
): { readonly mark?: string } {
  if (after.value !== 'firing') return { mark: dueMark(after.context.deadline_ms) };
  if (event.type === 'due') return { mark: dueMark(event.now_ms + FIRING_MS) };
  const mark = before?.mark;
  if (mark === undefined || event.type !== 'check') return mark === undefined ? {} : { mark };
  // Written by a clock that was wrong, it may lie too far ahead as well.
  const latest = dueMark(event.now_ms + FIRING_MS);
  return { mark: mark < latest ? mark : latest };
}
