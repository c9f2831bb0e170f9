import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HostSchedule,
  hostScheduleSchema,
  idleSchedule,
  MAX_AHEAD_MS,
  MAX_PENALTY_MS,
  type PolitenessRules,
  schedule,
} from './politeness.ts';

const rules: PolitenessRules = { delay_ms: 100, concurrency: 4, flight_ms: 30_000 };
const want = (...ids: string[]): { id: string }[] => ids.map((id) => ({ id }));

describe('schedule', () => {
  it('spaces the starts', () => {
    const { granted } = schedule(idleSchedule, {
      now_ms: 1000,
      release: [],
      want: want('a', 'b', 'c'),
      rules,
    });
    expect(granted.map((turn) => turn.start_at_ms)).toEqual([1000, 1100, 1200]);
  });

  it('without a delay starts at once, as many as may be out', () => {
    const step = {
      now_ms: 1000,
      release: [],
      want: want('a', 'b', 'c'),
      rules: { ...rules, delay_ms: 0, concurrency: 2 },
    };
    const { granted, retry_at_ms } = schedule(idleSchedule, step);
    expect(granted).toEqual([
      { id: 'a', start_at_ms: 1000 },
      { id: 'b', start_at_ms: 1000 },
    ]);
    expect(retry_at_ms).toBe(31_000);
  });

  it('hands out again what is given back or lost', () => {
    const one = { ...rules, concurrency: 1 };
    const first = schedule(idleSchedule, { now_ms: 0, release: [], want: want('a'), rules: one });
    expect(schedule(first.state, { now_ms: 500, release: [], want: want('b'), rules: one }).granted).toEqual(
      [],
    );
    expect(
      schedule(first.state, { now_ms: 500, release: ['a'], want: want('b'), rules: one }).granted,
    ).toHaveLength(1);
    expect(
      schedule(first.state, { now_ms: 30_000, release: [], want: want('b'), rules: one }).granted,
    ).toHaveLength(1);
  });

  it('hands out no turn far ahead, and says when to come back', () => {
    const slow = { ...rules, delay_ms: 30_000 };
    const { granted, retry_at_ms } = schedule(idleSchedule, {
      now_ms: 0,
      release: [],
      want: want('a', 'b'),
      rules: slow,
    });
    expect(granted).toEqual([{ id: 'a', start_at_ms: 0 }]);
    expect(retry_at_ms).toBe(30_000 - MAX_AHEAD_MS);
  });

  it('leaves a host alone that asked for it, for a bounded time', () => {
    const step = { now_ms: 0, release: [], want: want('a'), rules, penalty_ms: 60_000 };
    const { state, granted, retry_at_ms } = schedule(idleSchedule, step);
    expect(granted).toEqual([]);
    expect(retry_at_ms).toBe(59_000);
    const later = { now_ms: 60_000, release: [], want: want('a'), rules };
    expect(schedule(state, later).granted).toEqual([{ id: 'a', start_at_ms: 60_000 }]);
    const longest = schedule(idleSchedule, { ...step, penalty_ms: Number.MAX_SAFE_INTEGER }).state
      .penalty_until_ms;
    expect(longest).toBe(MAX_PENALTY_MS);
  });

  it('keeps its distance over processes whose clocks differ', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(100, 500, 1000),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 1000 }),
        (delay_ms, concurrency, skew_ms) => {
          let state = idleSchedule;
          const starts: number[] = [];
          let flights: { id: string; end_ms: number }[] = [];
          for (let now_ms = 10_000, n = 0; now_ms < 40_000; now_ms += 50, n += 1) {
            // Every other look is that of a process whose clock is behind.
            const behind_ms = n % 2 === 0 ? 0 : skew_ms;
            const ended = flights.filter(({ end_ms }) => end_ms <= now_ms);
            flights = flights.filter(({ end_ms }) => end_ms > now_ms);
            const scheduled = schedule(state, {
              now_ms: now_ms - behind_ms,
              release: ended.map(({ id }) => id),
              want: want(`t${n}`),
              rules: { delay_ms, concurrency, flight_ms: 15_000 },
            });
            state = scheduled.state;
            for (const { id, start_at_ms } of scheduled.granted) {
              starts.push(start_at_ms + behind_ms);
              flights.push({ id, end_ms: start_at_ms + behind_ms + 20 });
            }
          }
          starts.sort((a, b) => a - b);
          // Who is behind starts later than it says, never earlier: two starts lose no more than the difference of the clocks.
          const gaps = starts.slice(1).map((start, at) => start - (starts[at] ?? 0));
          const span_ms = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
          expect(gaps.every((gap) => gap >= Math.max(0, delay_ms - skew_ms))).toBe(true);
          expect(starts.length - 1).toBeLessThanOrEqual((span_ms + skew_ms) / delay_ms);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says when times that a wrong clock wrote were brought back, for that must be written to have an end', () => {
    const step = { now_ms: 0, release: [], want: want('a'), rules };
    const hour_ms = 3_600_000;
    const flights = Array.from({ length: rules.concurrency }, (_, n) => ({
      id: `lost-${n}`,
      start_at_ms: hour_ms,
      until_ms: hour_ms,
    }));
    for (const wrong of [{ next_at_ms: hour_ms }, { penalty_until_ms: hour_ms }, { flights }]) {
      const { state, amended } = schedule({ ...idleSchedule, ...wrong }, step);
      expect(amended).toBe(true);
      expect(schedule(state, step).amended).toBe(false);
    }
    expect(schedule(idleSchedule, step).amended).toBe(false);
  });

  it('brings the same turn when a step is repeated', () => {
    const step = { now_ms: 1000, release: [], want: want('a', 'b'), rules };
    const first = schedule(idleSchedule, step);
    const again = schedule(first.state, { ...step, now_ms: 1050 });
    expect(again.granted).toEqual(first.granted);
    expect(again.state).toEqual(first.state);
  });

  it('recovers from a clock that was years ahead', () => {
    const wrong: HostSchedule = {
      next_at_ms: 9e12,
      penalty_until_ms: 9e12,
      flights: [{ id: 'x', start_at_ms: 9e12, until_ms: 9e12 }],
    };
    const seen = schedule(wrong, { now_ms: 0, release: [], want: [], rules });
    const later_ms = MAX_PENALTY_MS + 60_000;
    const { state, granted } = schedule(seen.state, {
      now_ms: later_ms,
      release: [],
      want: want('a'),
      rules,
    });
    expect(granted).toEqual([{ id: 'a', start_at_ms: later_ms }]);
    expect(state.flights).toHaveLength(1);
  });
});

/** Many workers over time: each step some give turns back, some want turns, some vanish with theirs. */
const steps = fc.array(
  fc.record({
    pause_ms: fc.nat(400),
    wanted: fc.nat(6),
    released: fc.array(fc.nat(20), { maxLength: 4 }),
    penalty_ms: fc.option(fc.nat(3000), { nil: 0, freq: 8 }),
  }),
  { minLength: 1, maxLength: 60 },
);
const anyRules = fc.record({
  delay_ms: fc.constantFrom(0, 50, 100, 2500),
  concurrency: fc.integer({ min: 1, max: 5 }),
  flight_ms: fc.constantFrom(200, 5000),
});

interface Run {
  readonly starts: number[];
  readonly mostOut: number;
  readonly largest: number;
  readonly beforePenalty: number;
  readonly unserved: number;
}

function run(script: readonly Step[], rules: PolitenessRules): Run {
  let state = idleSchedule;
  let now_ms = 10_000;
  let names = 0;
  let penalty_until_ms = 0;
  const seen = { starts: [] as number[], mostOut: 0, largest: 0, beforePenalty: 0, unserved: 0 };
  let out: { id: string; until_ms: number }[] = [];
  for (const { pause_ms, wanted, released, penalty_ms } of script) {
    now_ms += pause_ms;
    const release = released.flatMap((position) => out[position]?.id ?? []);
    if (penalty_ms > 0) penalty_until_ms = Math.max(penalty_until_ms, now_ms + penalty_ms);
    const asked = Array.from({ length: wanted }, () => ({ id: `t${(names += 1)}` }));
    const next = schedule(state, { now_ms, release, want: asked, rules, penalty_ms });
    state = hostScheduleSchema.parse(JSON.parse(JSON.stringify(next.state)));
    out = out.filter((turn) => !release.includes(turn.id) && turn.until_ms > now_ms);
    for (const turn of next.granted) {
      seen.starts.push(turn.start_at_ms);
      if (turn.start_at_ms < penalty_until_ms) seen.beforePenalty += 1;
      out.push({ id: turn.id, until_ms: turn.start_at_ms + rules.flight_ms });
    }
    if (next.granted.length < wanted && next.retry_at_ms === undefined) seen.unserved += 1;
    seen.mostOut = Math.max(seen.mostOut, out.length);
    seen.largest = Math.max(seen.largest, state.flights.length);
  }
  return seen;
}

interface Step {
  readonly pause_ms: number;
  readonly wanted: number;
  readonly released: readonly number[];
  readonly penalty_ms: number;
}

describe('over any history', () => {
  it('starts keep their distance, turns their number, penalties are kept, and whoever gets none is told when', () => {
    fc.assert(
      fc.property(steps, anyRules, (script, rules) => {
        const seen = run(script, rules);
        seen.starts
          .slice(1)
          .forEach((start, n) =>
            expect(start - (seen.starts[n] ?? 0)).toBeGreaterThanOrEqual(rules.delay_ms),
          );
        expect(seen.mostOut).toBeLessThanOrEqual(rules.concurrency);
        expect(seen.largest).toBeLessThanOrEqual(rules.concurrency);
        expect(seen.beforePenalty).toBe(0);
        expect(seen.unserved).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('whoever comes back when told gets a turn in the end', () => {
    fc.assert(
      fc.property(steps, anyRules, (script, rules) => {
        expect(triesUntilGranted(script, rules)).toBeLessThanOrEqual(10);
      }),
      { numRuns: 500 },
    );
  });
});

/** How often one has to ask who comes last, when nobody gives a turn back. */
function triesUntilGranted(script: readonly Step[], rules: PolitenessRules): number {
  let state = idleSchedule;
  let now_ms = 0;
  for (const [n, { wanted, penalty_ms }] of script.entries()) {
    const asked = want(...Array.from({ length: wanted }, (_, m) => `${n}.${m}`));
    ({ state } = schedule(state, { now_ms, release: [], want: asked, rules, penalty_ms }));
  }
  for (let tries = 1; tries <= 100; tries += 1) {
    const next = schedule(state, { now_ms, release: [], want: want('mine'), rules });
    if (next.granted.length > 0) return tries;
    state = next.state;
    now_ms = next.retry_at_ms ?? now_ms;
  }
  return Number.POSITIVE_INFINITY;
}
