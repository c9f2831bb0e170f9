import { z } from 'zod';

/**
 * Who may ask a host next. All workers share one schedule per host, kept in a row: a pure function moves it on, and a
 * conditional write makes the step real.
 */
export const hostScheduleSchema = z.object({
  /** Unix ms before which no request may start. */
  next_at_ms: z.number(),
  /** Turns that are out. One that is not given back counts until `until_ms`, since its worker may have died. */
  flights: z.array(z.object({ id: z.string(), start_at_ms: z.number(), until_ms: z.number() })),
  /** Unix ms before which the host asked to be left alone (Retry-After). */
  penalty_until_ms: z.number(),
});
export type HostSchedule = z.infer<typeof hostScheduleSchema>;

/** The schedule of a host that was never asked. */
export const idleSchedule: HostSchedule = { next_at_ms: 0, flights: [], penalty_until_ms: 0 };

export interface PolitenessRules {
  /** Least time between two starts; 0 for no spacing. */
  readonly delay_ms: number;
  /** Turns out at a time. */
  readonly concurrency: number;
  /** A turn counts as lost this long after its start. */
  readonly flight_ms: number;
}

export interface ScheduleStep {
  readonly now_ms: number;
  /** Ids of turns that are given back. */
  readonly release: readonly string[];
  /** Turns wanted, the first one first. */
  readonly want: readonly { readonly id: string }[];
  readonly rules: PolitenessRules;
  /** The host asked to be left alone for this long from now; 0 or absent when it did not. */
  readonly penalty_ms?: number;
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
/** Longest that a host is left alone at its wish; also the longest delay of a queue. */
export const MAX_PENALTY_MS = 900_000;

/**
 * One step of a host's schedule: gives turns back, drops lost ones, then grants turns in the order they were wanted.
 * Among turns out, never more than `concurrency`; between starts, never less than `delay_ms`. Wanting a turn that one has
 * brings the same turn, so that a step whose write seemed to fail can be repeated.
 */
export function schedule(before: HostSchedule, step: ScheduleStep): Scheduled {
  const { now_ms, want, rules } = step;
  const flights = flightsLeft(before, step);
  const penalty_until_ms = penaltyLeft(before, step);
  let next_at_ms = broughtBack(before.next_at_ms, now_ms, MAX_AHEAD_MS + rules.delay_ms);
  const granted: GrantedTurn[] = [];
  let retry_at_ms: number | undefined;
  for (const { id } of want) {
    const held = flights.find((flight) => flight.id === id);
    if (held !== undefined) {
      granted.push({ id, start_at_ms: held.start_at_ms });
      continue;
    }
    const start_at_ms = Math.max(now_ms, next_at_ms, penalty_until_ms);
    if (start_at_ms > now_ms + MAX_AHEAD_MS) {
      retry_at_ms ??= start_at_ms - MAX_AHEAD_MS;
    } else if (flights.length >= rules.concurrency) {
      retry_at_ms ??= Math.min(...flights.map((flight) => flight.until_ms));
    } else {
      flights.push({ id, start_at_ms, until_ms: start_at_ms + rules.flight_ms });
      granted.push({ id, start_at_ms });
      next_at_ms = start_at_ms + rules.delay_ms;
    }
  }
  const state = { next_at_ms, flights, penalty_until_ms };
  const scheduled = { state, granted, amended: isAmended(before, state) };
  return retry_at_ms === undefined ? scheduled : { ...scheduled, retry_at_ms };
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
  const released = new Set(release);
  const most_ms = MAX_AHEAD_MS + rules.flight_ms;
  return before.flights
    .filter((flight) => flight.until_ms > now_ms && !released.has(flight.id))
    .map(({ id, start_at_ms, until_ms }) => {
      const left_until_ms = broughtBack(until_ms, now_ms, most_ms);
      return { id, start_at_ms: start_at_ms - (until_ms - left_until_ms), until_ms: left_until_ms };
    });
}

function penaltyLeft(before: HostSchedule, { now_ms, penalty_ms = 0 }: ScheduleStep): number {
  const asked_ms = penalty_ms > 0 ? now_ms + penalty_ms : 0;
  const left_ms = broughtBack(before.penalty_until_ms, now_ms, MAX_PENALTY_MS);
  return Math.max(left_ms, Math.min(asked_ms, now_ms + MAX_PENALTY_MS));
}
