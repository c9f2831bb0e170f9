import { z } from 'zod';
import {
  type Answers,
  type DatedEnd,
  type HostHealth,
  NO_ANSWERS,
  hostHealthSchema,
  learnt,
  type PaceRules,
  paceOf,
  type TurnEnd,
} from './host-pace.ts';

/**
 * Who may ask a host next. All workers share one schedule per host, kept in a row: a pure function moves it on, and a
 * conditional write makes the step real.
 */
export const hostScheduleSchema = hostHealthSchema.extend({
  /** Unix ms before which no request may start. */
  next_at_ms: z.number(),
  /** Least time between two starts, as it was when the row was written. */
  spacing_ms: z.number().default(0),
  /** Turns that are out. One that is not given back counts until `until_ms`, since its worker may have died. */
  flights: z.array(z.object({ id: z.string(), start_at_ms: z.number(), until_ms: z.number() })),
});
export type HostSchedule = z.infer<typeof hostScheduleSchema>;

/** The schedule of a host that was never asked. */
export const idleSchedule: HostSchedule = hostScheduleSchema.parse({
  next_at_ms: 0,
  flights: [],
  penalty_until_ms: 0,
  penalty_ms: 0,
});

export interface PolitenessRules extends PaceRules {
  /** A turn counts as lost this long after its start. */
  readonly flight_ms: number;
}

/** A turn that is given back, and what became of its request if that tells of the host. */
export interface ReturnedTurn {
  readonly id: string;
  readonly end?: TurnEnd | undefined;
}

export interface ScheduleStep {
  readonly now_ms: number;
  readonly release: readonly ReturnedTurn[];
  /** Of requests whose turns were handed on to others and are not given back yet. */
  readonly answers?: Answers;
  /** Turns wanted, the first one first. */
  readonly want: readonly { readonly id: string }[];
  readonly rules: PolitenessRules;
}

export interface GrantedTurn {
  readonly id: string;
  /** Unix ms from which the request may start; at most {@link MAX_AHEAD_MS} from now. */
  readonly start_at_ms: number;
}

export interface Scheduled {
  readonly state: HostSchedule;
  readonly granted: readonly GrantedTurn[];
  /** A time that lay too far ahead was brought back: until that is written, it lies as far ahead for the next who asks. */
  readonly amended: boolean;
  /** When asking again may bring more, should some have got no turn and none be given back before; else absent. */
  readonly retry_at_ms?: number;
}

/**
 * Turns are handed out no further ahead: who has one holds a message and a place among the host's turns while waiting.
 * A second is what a queue can put a message off by, so below that waiting is cheaper than coming back.
 */
export const MAX_AHEAD_MS = 1000;

/**
 * One step of a host's schedule: gives turns back and learns from them, drops lost ones, then grants turns in the order
 * they were wanted. Among turns out, never more than the host's pace allows; between starts, never less than its spacing;
 * none while it is to be left alone (host-pace.ts). Wanting a turn that one has brings the same turn, so that a step whose
 * write seemed to fail can be repeated.
 */
export function schedule(before: HostSchedule, step: ScheduleStep): Scheduled {
  const { now_ms, want, rules } = step;
  const flights = flightsLeft(before, step);
  const health = healthNow(before, step);
  const { spacing_ms, concurrency } = paceOf(health, rules);
  const most_ms = MAX_AHEAD_MS + Math.max(spacing_ms, before.spacing_ms);
  let next_at_ms = broughtBack(before.next_at_ms, now_ms, most_ms);
  const granted: GrantedTurn[] = [];
  let retry_at_ms: number | undefined;
  for (const { id } of want) {
    const held = flights.find((flight) => flight.id === id);
    if (held !== undefined) {
      granted.push({ id, start_at_ms: held.start_at_ms });
      continue;
    }
    const start_at_ms = Math.max(now_ms, next_at_ms, health.penalty_until_ms);
    if (start_at_ms > now_ms + MAX_AHEAD_MS) {
      retry_at_ms ??= start_at_ms - MAX_AHEAD_MS;
    } else if (flights.length >= concurrency) {
      retry_at_ms ??= Math.min(...flights.map((flight) => flight.until_ms));
    } else {
      flights.push({ id, start_at_ms, until_ms: start_at_ms + rules.flight_ms });
      granted.push({ id, start_at_ms });
      next_at_ms = start_at_ms + spacing_ms;
    }
  }
  const state = { ...health, next_at_ms, spacing_ms, flights };
  const scheduled = { state, granted, amended: isAmended(before, state) };
  return retry_at_ms === undefined ? scheduled : { ...scheduled, retry_at_ms };
}

/** Refusals and failures in a row after which a host is given up while it is shut: back-off takes minutes to get there. */
export const MOST_STRIKES = 8;

/** Whether a host has been in trouble for so long that nobody should wait for it. */
export function isGivenUp({ strikes }: HostSchedule): boolean {
  return strikes >= MOST_STRIKES;
}

/** Whether nothing keeps a worker from using one turn after another: no spacing, no trouble. */
export function isFree({ spacing_ms, strikes }: HostSchedule): boolean {
  return spacing_ms === 0 && strikes === 0;
}

function isAmended(before: HostSchedule, after: HostSchedule): boolean {
  const until_ms = new Map(before.flights.map((flight) => [flight.id, flight.until_ms]));
  return (
    after.next_at_ms < before.next_at_ms ||
    after.penalty_until_ms < before.penalty_until_ms ||
    after.flights.some((flight) => flight.until_ms < (until_ms.get(flight.id) ?? 0))
  );
}

/**
 * A time further ahead than twice what this function ever sets was written by a clock that was wrong; it is brought back,
 * so that no such clock stops a host for good. Clocks that differ by less are left their times: who lowered these would
 * start too early.
 */
function broughtBack(at_ms: number, now_ms: number, most_ms: number): number {
  return at_ms > now_ms + 2 * most_ms ? now_ms + most_ms : at_ms;
}

/** Turns still out. */
function flightsLeft(
  before: HostSchedule,
  { now_ms, release, rules }: ScheduleStep,
): HostSchedule['flights'] {
  const released = new Set(release.map(({ id }) => id));
  const most_ms = MAX_AHEAD_MS + rules.flight_ms;
  return before.flights
    .filter((flight) => flight.until_ms > now_ms && !released.has(flight.id))
    .map(({ id, start_at_ms, until_ms }) => {
      const left_until_ms = broughtBack(until_ms, now_ms, most_ms);
      return { id, start_at_ms: start_at_ms - (until_ms - left_until_ms), until_ms: left_until_ms };
    });
}

/** What is known of the host after the turns that are given back. One that is not out any more tells nothing. */
function healthNow(
  before: HostSchedule,
  { now_ms, release, answers = NO_ANSWERS }: ScheduleStep,
): HostHealth {
  const starts = new Map(before.flights.map(({ id, start_at_ms }) => [id, start_at_ms]));
  const ends = release.flatMap(({ id, end }): DatedEnd[] => {
    const start_at_ms = starts.get(id);
    return end === undefined || start_at_ms === undefined ? [] : [{ ...end, start_at_ms }];
  });
  const { response_ms, strikes, struck_at_ms, penalty_ms } = before;
  const penalty_until_ms = broughtBack(before.penalty_until_ms, now_ms, penalty_ms);
  const health = { response_ms, strikes, struck_at_ms, penalty_until_ms, penalty_ms };
  return learnt(health, now_ms, { ends, answers });
}
