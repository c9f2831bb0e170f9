import { assign, setup } from 'xstate';
import type { Callback } from '#core/tables/timers.ts';

/**
 * The life of a site's timer.
 *
 *            start, reset                     due, after its deadline
 *   idle ---------------------> running -----------------------------> firing
 *     ^                          |  ^ |                                  | |  due: the callback is posted again,
 *     |<------ cancel -----------+  | +-- start, reset: more time,       | |  for whoever began to fire it is gone
 *     |                             |     expire: the deadline is now    | +--> firing
 *     +<---------------------------------------------------------------- + fired
 *
 * A check brings back a deadline that lies too far ahead, in whatever state.
 *
 * It is a pure transition function: the worker reads a row, asks for the next state, and writes the row if nobody did
 * in between. No actor lives per timer, since the delays of an actor do not survive a restart.
 *
 * While a timer fires, start and reset are put off by the worker: they belong to the next generation.
 */
export interface TimerContext {
  readonly generation: number;
  readonly started_by: 'start' | 'reset';
  readonly started_at_ms: number;
  readonly timeout_ms: number;
  readonly deadline_ms: number;
  readonly callback: Callback | null;
  /** A timer fires at the latest after its timeout times this. */
  readonly max_factor: number;
}

interface Wind {
  readonly now_ms: number;
  readonly timeout_ms: number;
  readonly callback: Callback;
}

export type TimerEvent =
  | ({ readonly type: 'start' } & Wind)
  | ({ readonly type: 'reset' } & Wind)
  | { readonly type: 'expire'; readonly now_ms: number }
  | { readonly type: 'check'; readonly now_ms: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'due'; readonly now_ms: number }
  | { readonly type: 'fired' };

function begin(context: TimerContext, event: { type: 'start' | 'reset' } & Wind): Partial<TimerContext> {
  return {
    generation: context.generation + 1,
    started_by: event.type,
    started_at_ms: event.now_ms,
    timeout_ms: event.timeout_ms,
    deadline_ms: event.now_ms + event.timeout_ms,
    callback: event.callback,
  };
}

/**
 * A deadline that no event could have set: the clock by which it was set was wrong. It is brought back to a whole
 * timeout from now, so that no such clock stops a site for good. Clocks that differ by less change nothing here.
 */
function isAstray({ deadline_ms, timeout_ms }: TimerContext, now_ms: number): boolean {
  return deadline_ms > now_ms + 2 * timeout_ms;
}

/** As if it had begun now. */
function broughtBack({ timeout_ms }: TimerContext, now_ms: number): Partial<TimerContext> {
  return { started_at_ms: now_ms, deadline_ms: now_ms + timeout_ms };
}

/** The deadline after a reset: the whole timeout from now, but not past the greatest age. Never earlier than it was. */
function extended(context: TimerContext, now_ms: number): Partial<TimerContext> {
  if (isAstray(context, now_ms)) return broughtBack(context, now_ms);
  const latest_ms = context.started_at_ms + context.timeout_ms * context.max_factor;
  return {
    deadline_ms: Math.max(context.deadline_ms, Math.min(now_ms + context.timeout_ms, latest_ms)),
  };
}

export const timerMachine = setup({
  // xstate's way to declare types: the values are never read.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  types: { context: {} as TimerContext, events: {} as TimerEvent, input: {} as TimerContext },
  guards: {
    isDue: ({ context, event }) => event.type === 'due' && event.now_ms >= context.deadline_ms,
    isAstray: ({ context, event }) => event.type === 'check' && isAstray(context, event.now_ms),
    wasReset: ({ context }) => context.started_by === 'reset',
  },
  actions: {
    begin: assign(({ context, event }) =>
      event.type === 'start' || event.type === 'reset' ? begin(context, event) : {},
    ),
    // From now on it is the timer of a crawl: its callback and timeout count, and its age counts anew.
    upgrade: assign(({ context, event }) =>
      event.type === 'start' ? { ...begin(context, event), generation: context.generation } : {},
    ),
    // A crawl more of the same site: the later callback stands, which packs every crawl that is over.
    replace: assign(({ context, event }) =>
      event.type === 'start' ? { callback: event.callback, ...extended(context, event.now_ms) } : {},
    ),
    extend: assign(({ context, event }) => (event.type === 'reset' ? extended(context, event.now_ms) : {})),
    bringBack: assign(({ context, event }) =>
      event.type === 'check' ? broughtBack(context, event.now_ms) : {},
    ),
    expire: assign(({ context, event }) =>
      event.type === 'expire' ? { deadline_ms: Math.min(context.deadline_ms, event.now_ms) } : {},
    ),
  },
}).createMachine({
  id: 'timer',
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: {
      on: {
        start: { target: 'running', actions: 'begin' },
        reset: { target: 'running', actions: 'begin' },
      },
    },
    running: {
      on: {
        start: [{ guard: 'wasReset', actions: 'upgrade' }, { actions: 'replace' }],
        reset: { actions: 'extend' },
        expire: { actions: 'expire' },
        cancel: { target: 'idle' },
        due: { guard: 'isDue', target: 'firing' },
        check: { guard: 'isAstray', actions: 'bringBack' },
      },
    },
    firing: {
      on: {
        due: { target: 'firing' },
        fired: { target: 'idle' },
        cancel: { target: 'idle' },
      },
    },
  },
});
