import { type Timer, timerSchema } from '#core/tables/timers.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';
import { ReceivedTimerMessages } from './received-timer-messages.ts';
import { virtualMs } from './virtual-ms.ts';

/** A step of a timer, as its row shows it. */
interface Step {
  readonly before: Timer | undefined;
  readonly after: Timer;
  /** Whether the process that wrote it has such a message for this timer in hand, by which it took no step before. */
  readonly got: (type: 'expire_timer' | 'cancel_timer') => boolean;
  /** True Unix ms at which the writer cannot have been before; -Infinity where its clock cannot be believed. */
  readonly early: (at_ms: number) => boolean;
  /** A Unix time, in virtual ms: as the times of the run are told. */
  readonly moment: (unix_ms: number) => string;
  readonly max_factor: number;
}

/**
 * I3, step by step: a timer fires not before its deadline, and no step makes it forget what it is. Checked at every write of
 * a row of `timers`:
 * - no row goes; each write is one revision further, so that none is made on what another has changed;
 * - a start is one generation further, and its deadline is its start plus its timeout; no other step changes the generation;
 * - while it runs the deadline is never earlier than it was, but by an expiry, when a crawl takes the timer over, or when it
 *   lay too far ahead to be honest and begins anew; and never past its greatest age;
 * - it fires when the true time is past its deadline, and again only when the first to fire had the time for it. Of a
 *   process whose clock jumped or drifts this is not claimed: it goes by its own clock;
 * - it becomes idle by having fired, or cancelled by somebody who has a `cancel_timer` in hand: each
 *   time that one is delivered excuses one step, as an `expire_timer` does.
 */
export const timerSteps: MakeInvariant = (world) => {
  const clocks = new TrueClocks();
  const received = new ReceivedTimerMessages();
  let comparisons = 0;
  const check = (event: EventOf<'row'>, by: string): string | undefined => {
    comparisons += 1;
    const name = event.after?.sk ?? event.before?.sk ?? '';
    const after = timerSchema.safeParse(event.after);
    if (!after.success) return `the timer ${name} is no timer any more, by ${by}`;
    const step: Step = {
      before: timerSchema.safeParse(event.before).data,
      after: after.data,
      got: (type) => received.take(by, type, name),
      early: (at_ms) => clocks.isTrue(by) && world.wallNow() + CLOCK_ERROR_MS < at_ms,
      moment: (unix_ms) => virtualMs(world, unix_ms),
      max_factor: world.config.timer_max_factor,
    };
    const wrong = wrongCount(step) ?? wrongState(step) ?? wrongDeadline(step);
    return wrong === undefined ? undefined : `timer ${name}, written by ${by}: ${wrong}`;
  };
  return {
    name: 'I3',
    comparisons: () => comparisons,
    on(event) {
      clocks.on(event);
      received.on(event);
      return isTimer(event) ? check(event, event.by) : undefined;
    },
  };
};

function isTimer(event: WorldEvent): event is EventOf<'row'> & WorldEvent {
  return event.type === 'row' && event.table === 'timers' && (event.after ?? event.before)?.pk === 'timers';
}

function wrongCount({ before, after }: Step): string | undefined {
  if (after.revision !== (before?.revision ?? 0) + 1)
    return `revision ${after.revision} follows on ${before?.revision ?? 0}; expected was one more`;
  const begins = (before?.state ?? 'idle') === 'idle' && after.state === 'running';
  const generation = (before?.generation ?? 0) + (begins ? 1 : 0);
  return after.generation === generation
    ? undefined
    : `it is of generation ${after.generation}, and would be of ${generation}`;
}

function wrongState({ before, after, got, early, moment }: Step): string | undefined {
  const was = before?.state ?? 'idle';
  if (after.state === 'idle') {
    return was === 'firing' || got('cancel_timer')
      ? undefined
      : `it went from ${was} to idle, and nobody cancelled it`;
  }
  if (after.state === 'running') return was === 'firing' ? 'it was set while it fired' : undefined;
  if (was === 'idle' || before === undefined) return 'it fires, and nobody started it';
  // A check gives whoever fires it less time than a wrong clock did, and fires nothing.
  if (was === 'firing' && (after.mark ?? '') < (before.mark ?? '')) return undefined;
  const due_ms = was === 'firing' ? Number(before.mark) : before.deadline_ms;
  return early(due_ms)
    ? `it fired (${was} before), and was expected to do so at ${moment(due_ms)} or later`
    : undefined;
}

function wrongDeadline({ before, after, got, moment, max_factor }: Step): string | undefined {
  const { started_at_ms, timeout_ms, deadline_ms } = after;
  if (after.state !== 'running') {
    return deadline_ms === before?.deadline_ms
      ? undefined
      : `its deadline is ${moment(deadline_ms)}, and was expected to stay ${before === undefined ? 'away' : moment(before.deadline_ms)}, as it does not run`;
  }
  const isStart =
    before?.state !== 'running' || (before.started_by === 'reset' && after.started_by === 'start');
  if (isStart) {
    return deadline_ms === started_at_ms + timeout_ms
      ? undefined
      : `it started at ${moment(started_at_ms)} for ${timeout_ms} ms, and its deadline is ${moment(deadline_ms)}; expected was ${moment(started_at_ms + timeout_ms)}`;
  }
  if (isBroughtBack(before, after)) return undefined;
  if (started_at_ms !== before.started_at_ms || timeout_ms !== before.timeout_ms)
    return (
      `while it ran its start became ${moment(started_at_ms)} and its timeout ${timeout_ms} ms; ` +
      `expected was what they were, ${moment(before.started_at_ms)} and ${before.timeout_ms} ms`
    );
  if (deadline_ms < before.deadline_ms && !got('expire_timer'))
    return `its deadline went back to ${moment(deadline_ms)}, and nobody expired it: expected was ${moment(before.deadline_ms)} or later`;
  const latest_ms = started_at_ms + timeout_ms * max_factor;
  return deadline_ms > Math.max(before.deadline_ms, latest_ms)
    ? `its deadline is ${moment(deadline_ms)}; expected was its greatest age at ${moment(latest_ms)} or sooner`
    : undefined;
}

/** Set by a clock that was wrong by more than its timeout, it begins anew. */
function isBroughtBack(before: Timer, { started_at_ms, timeout_ms, deadline_ms }: Timer): boolean {
  return deadline_ms === started_at_ms + timeout_ms && before.deadline_ms > deadline_ms + timeout_ms;
}
