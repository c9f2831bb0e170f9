import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ADAPTED_MS, MAX_CRAWL_DELAY_MS, MAX_PENALTY_MS, type TurnEnd } from './host-pace.ts';
import {
  hostScheduleSchema,
  idleSchedule,
  MAX_AHEAD_MS,
  type PolitenessRules,
  schedule,
} from './politeness.ts';

const rules: PolitenessRules = { delay_ms: 100, delay_factor: 0, concurrency: 4, flight_ms: 30_000 };
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
      schedule(first.state, { now_ms: 500, release: [{ id: 'a' }], want: want('b'), rules: one }).granted,
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
    const { state: asked } = schedule(idleSchedule, { now_ms: 0, release: [], want: want('z'), rules });
    const refused = (retry_after_ms: number) =>
      schedule(asked, {
        now_ms: 0,
        release: [{ id: 'z', end: { kind: 'refused', retry_after_ms } }],
        want: want('a'),
        rules,
      });
    const { state, granted, retry_at_ms } = refused(60_000);
    expect(granted).toEqual([]);
    expect(retry_at_ms).toBe(59_000);
    const later = { now_ms: 60_000, release: [], want: want('a'), rules };
    expect(schedule(state, later).granted).toEqual([{ id: 'a', start_at_ms: 60_000 }]);
    expect(refused(Number.MAX_SAFE_INTEGER).state.penalty_until_ms).toBe(MAX_PENALTY_MS);
  });

  it('heeds a Crawl-delay: one at a time, and as far apart as that says', () => {
    const slow = { ...rules, crawl_delay_ms: 700 };
    const first = schedule(idleSchedule, { now_ms: 0, release: [], want: want('a', 'b'), rules: slow });
    expect(first.granted).toEqual([{ id: 'a', start_at_ms: 0 }]);
    const next = schedule(first.state, {
      now_ms: 10,
      release: [{ id: 'a' }],
      want: want('b', 'c'),
      rules: slow,
    });
    expect(next.granted).toEqual([{ id: 'b', start_at_ms: 700 }]);
  });

  it('is not made shorter than our own delay by a Crawl-delay, nor longer than a bound', () => {
    const spacing = (crawl_delay_ms: number) =>
      schedule(idleSchedule, { now_ms: 0, release: [], want: [], rules: { ...rules, crawl_delay_ms } }).state
        .spacing_ms;
    expect(spacing(20)).toBe(100);
    expect(spacing(3_600_000)).toBe(MAX_CRAWL_DELAY_MS);
  });

  it('spaces a slow host by what it takes to answer, and a fast one by the delay alone', () => {
    const adaptive = { ...rules, delay_ms: 0, delay_factor: 2 };
    const spacing = (took_ms: number) => {
      const { state } = schedule(idleSchedule, { now_ms: 0, release: [], want: want('a'), rules: adaptive });
      const release = [{ id: 'a', end: { kind: 'answered', took_ms } as const }];
      return schedule(state, { now_ms: 500, release, want: [], rules: adaptive }).state.spacing_ms;
    };
    expect([5, 99, 100, 400, 3_600_000].map(spacing)).toEqual([0, 0, 200, 800, MAX_ADAPTED_MS]);
  });

  it('lets one request try a host that is in trouble, and all again after it has answered', () => {
    let state = idleSchedule;
    const step = (now_ms: number, back: [string, TurnEnd][], ...wanted: string[]) => {
      const release = back.map(([id, end]) => ({ id, end }));
      const next = schedule(state, { now_ms, release, want: want(...wanted), rules });
      state = next.state;
      return next.granted.map(({ id }) => id);
    };
    expect(step(0, [], 'a', 'b')).toEqual(['a', 'b']);
    expect(step(150, [['a', { kind: 'failed' }]], 'c')).toEqual([]);
    expect(step(151, [['b', { kind: 'failed' }]], 'c')).toEqual(['c']);
    expect(state.strikes, 'both were under way together').toBe(1);
    expect(step(500, [], 'd')).toEqual([]);
    expect(step(600, [['c', { kind: 'answered', took_ms: 5 }]], 'd', 'e', 'f')).toEqual(['d', 'e', 'f']);
  });

  it('is shut by a clock that went back by days for no longer than the host was to be left alone', () => {
    const day_ms = 86_400_000;
    const { state } = schedule(idleSchedule, { now_ms: day_ms, release: [], want: want('a'), rules });
    const release = [{ id: 'a', end: { kind: 'failed' } as const }];
    const failed = schedule(state, { now_ms: day_ms, release, want: [], rules }).state;
    const back = schedule(failed, { now_ms: 0, release: [], want: want('b'), rules });
    expect(back.state.penalty_until_ms).toBe(250);
    expect(back.retry_at_ms).toBeLessThanOrEqual(100);
  });

  it('learns nothing twice from a step that is repeated, nor from a turn that was lost', () => {
    const { state } = schedule(idleSchedule, { now_ms: 0, release: [], want: want('a'), rules });
    const step = { now_ms: 100, release: [{ id: 'a', end: { kind: 'failed' } as const }], want: [], rules };
    const once = schedule(state, step);
    expect(once.state.strikes).toBe(1);
    expect(schedule(once.state, step).state).toEqual(once.state);
  });

  it('reads rows that were written before hosts were watched', () => {
    const old = { next_at_ms: 5, flights: [], penalty_until_ms: 7 };
    expect(hostScheduleSchema.parse(old)).toEqual({ ...idleSchedule, penalty_ms: MAX_PENALTY_MS, ...old });
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
              release: ended.map(({ id }) => ({ id })),
              want: want(`t${n}`),
              rules: { ...rules, delay_ms, concurrency, flight_ms: 15_000 },
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
    const wrong = {
      ...idleSchedule,
      strikes: 1,
      struck_at_ms: 9e12,
      next_at_ms: 9e12,
      penalty_until_ms: 9e12,
      penalty_ms: MAX_PENALTY_MS,
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
    const release = [{ id: 'a', end: { kind: 'answered', took_ms: 1 } as const }];
    const { strikes } = schedule(state, { now_ms: later_ms + 1, release, want: [], rules }).state;
    expect(strikes, 'the trouble is over, though it began in the future').toBe(0);
  });
});

const anyEnd: fc.Arbitrary<TurnEnd | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answered' as const), took_ms: fc.nat(3000) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'failed' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'refused' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('refused' as const), retry_after_ms: fc.nat(5000) }),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
/** Many workers over time: each step some give turns back, some want turns, some vanish with theirs. */
const steps = fc.array(
  fc.record({
    pause_ms: fc.nat(400),
    wanted: fc.nat(6),
    released: fc.array(fc.tuple(fc.nat(20), anyEnd), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 60 },
);
type Step = typeof steps extends fc.Arbitrary<(infer Each)[]> ? Each : never;
const anyRules = fc.record({
  delay_ms: fc.constantFrom(0, 50, 100, 2500),
  crawl_delay_ms: fc.constantFrom(0, 0, 300, 5000),
  delay_factor: fc.constantFrom(0, 1, 5),
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
  for (const { pause_ms, wanted, released } of script) {
    now_ms += pause_ms;
    out = out.filter((turn) => turn.until_ms > now_ms);
    const release = released.flatMap(([position, end]) => {
      const id = out[position]?.id;
      return id === undefined ? [] : [{ id, end }];
    });
    for (const { end } of release) {
      const asked_ms = end?.kind === 'refused' ? (end.retry_after_ms ?? 0) : 0;
      penalty_until_ms = Math.max(penalty_until_ms, now_ms + asked_ms);
    }
    const asked = Array.from({ length: wanted }, () => ({ id: `t${(names += 1)}` }));
    const next = schedule(state, { now_ms, release, want: asked, rules });
    state = hostScheduleSchema.parse(JSON.parse(JSON.stringify(next.state)));
    out = out.filter((turn) => !release.some(({ id }) => id === turn.id));
    for (const turn of next.granted) {
      seen.starts.push(turn.start_at_ms);
      if (turn.start_at_ms < Math.max(penalty_until_ms, state.penalty_until_ms)) seen.beforePenalty += 1;
      out.push({ id: turn.id, until_ms: turn.start_at_ms + rules.flight_ms });
    }
    if (next.granted.length < wanted && next.retry_at_ms === undefined) seen.unserved += 1;
    if (next.granted.length > 0) seen.mostOut = Math.max(seen.mostOut, out.length);
    seen.largest = Math.max(seen.largest, state.flights.length);
  }
  return seen;
}

describe('over any history', () => {
  it('starts keep their distance, turns their number, penalties are kept, and whoever gets none is told when', () => {
    fc.assert(
      fc.property(steps, anyRules, (script, rules) => {
        const seen = run(script, rules);
        const least_ms = Math.max(rules.delay_ms, rules.crawl_delay_ms);
        const gaps = seen.starts.slice(1).map((start, n) => start - (seen.starts[n] ?? 0));
        expect(gaps.every((gap) => gap >= least_ms)).toBe(true);
        expect(seen.mostOut).toBeLessThanOrEqual(rules.crawl_delay_ms > 0 ? 1 : rules.concurrency);
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

/** How often one has to ask who comes last, when nobody gives a turn back any more. */
function triesUntilGranted(script: readonly Step[], rules: PolitenessRules): number {
  let state = idleSchedule;
  let now_ms = 0;
  for (const [n, { wanted, released }] of script.entries()) {
    const asked = want(...Array.from({ length: wanted }, (_, m) => `${n}.${m}`));
    const release = released.map(([position, end]) => ({ id: state.flights[position]?.id ?? '', end }));
    ({ state } = schedule(state, { now_ms, release, want: asked, rules }));
  }
  for (let tries = 1; tries <= 100; tries += 1) {
    const next = schedule(state, { now_ms, release: [], want: want('mine'), rules });
    if (next.granted.length > 0) return tries;
    state = next.state;
    now_ms = next.retry_at_ms ?? now_ms;
  }
  return Number.POSITIVE_INFINITY;
}
