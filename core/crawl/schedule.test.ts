import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadSchedule } from './bad-schedule.ts';
import {
  type SiteSchedule,
  type VisitHistory,
  checkSchedule,
  nextVisit,
  siteScheduleSchema,
} from './schedule.ts';
import { adaptiveInterval } from './schedule-adaptive.ts';
import { type ChangeRate, NO_CHANGE_RATE, changesPerSecond, withRevisit } from './schedule-change-rate.ts';
import { spread } from './schedule-spread.ts';

const HOUR_S = 3600;
const DAY_S = 86_400;
const MINUTE_MS = 60_000;
const noon_ms = Date.parse('2026-06-01T12:00Z');
const every = (interval_s: number): SiteSchedule => siteScheduleSchema.parse({ kind: 'every', interval_s });
const cron = (expression: string, rest: object = {}): SiteSchedule =>
  siteScheduleSchema.parse({ kind: 'cron', cron: expression, ...rest });
const adaptive = (rest: object = {}) => siteScheduleSchema.parse({ kind: 'adaptive', ...rest });

describe('the next visit', () => {
  it('of a site that is visited when asked for is never', () => {
    expect(nextVisit({ kind: 'never' }, { site: 'site.gov' }, noon_ms)).toBeUndefined();
  });

  it('comes an interval after the last, and up to a tenth more', () => {
    const at_ms = nextVisit(every(DAY_S), { site: 'site.gov', last_ms: noon_ms }, noon_ms + 1000) ?? NaN;
    expect(at_ms - noon_ms).toBeGreaterThanOrEqual(DAY_S * 1000);
    expect(at_ms - noon_ms).toBeLessThan(DAY_S * 1100);
  });

  it('that is overdue for weeks is the next moment, and one', () => {
    const schedules = [every(HOUR_S), cron('0 * * * *'), adaptive({ most_s: HOUR_S })];
    const last_ms = noon_ms - 21 * DAY_S * 1000;
    for (const schedule of schedules) {
      const at_ms = nextVisit(schedule, { site: 'site.gov', last_ms }, noon_ms) ?? NaN;
      expect(at_ms).toBe(noon_ms + 1);
      expect(nextVisit(schedule, { site: 'site.gov', last_ms: at_ms }, at_ms)).toBeGreaterThan(
        at_ms + 10 * MINUTE_MS,
      );
    }
  });

  it('by a last one from the future, of a wrong clock, is no further away than from now', () => {
    const last_ms = noon_ms + 1000 * DAY_S * 1000;
    expect(nextVisit(every(HOUR_S), { site: 'site.gov', last_ms }, noon_ms)).toBeLessThanOrEqual(
      noon_ms + HOUR_S * 1100,
    );
  });

  it('by an expression that asks for every quarter comes each quarter, at the same place of it', () => {
    const schedule = cron('*/15 * * * *');
    const visits = [noon_ms];
    for (let n = 0; n < 8; n += 1)
      visits.push(
        nextVisit(schedule, { site: 'site.gov', last_ms: visits.at(-1) ?? NaN }, visits.at(-1) ?? NaN) ?? NaN,
      );
    const gaps = visits.slice(2).map((at_ms, n) => at_ms - (visits[n + 1] ?? NaN));
    expect(gaps).toEqual(Array.from({ length: 7 }, () => 15 * MINUTE_MS));
  });

  it('by an expression that asks for every minute comes no more often than the least that is set', () => {
    const schedule = cron('* * * * *', { least_s: 600 });
    let at_ms = noon_ms;
    for (let n = 0; n < 5; n += 1) {
      const next_ms = nextVisit(schedule, { site: 'site.gov', last_ms: at_ms }, at_ms) ?? NaN;
      expect(next_ms - at_ms).toBeGreaterThanOrEqual(600_000 - MINUTE_MS);
      at_ms = next_ms;
    }
    expect(at_ms - noon_ms).toBeGreaterThanOrEqual(4 * 600_000);
  });

  it('at night is at night all year, in the time zone of the site', () => {
    const schedule = cron('0 3 * * *', { time_zone: 'Europe/Berlin' });
    const hour = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: '2-digit', hour12: false });
    let at_ms = noon_ms;
    const hours = new Set<string>();
    for (let day = 0; day < 365; day += 1) {
      at_ms = nextVisit(schedule, { site: 'site.gov', last_ms: at_ms }, at_ms) ?? NaN;
      hours.add(hour.format(at_ms));
    }
    expect([...hours]).toEqual(['03']);
    expect(at_ms - noon_ms).toBeGreaterThan(364 * DAY_S * 1000);
  });

  it('of a thousand sites that began together is spread, and evenly', () => {
    const schedules = [every(DAY_S), cron('0 3 * * *'), adaptive()];
    const spans_ms = [DAY_S * 100, 15 * MINUTE_MS, HOUR_S * 100];
    schedules.forEach((schedule, n) => {
      const history = n === 1 ? {} : { last_ms: noon_ms };
      const visits = Array.from(
        { length: 1000 },
        (_, site) => nextVisit(schedule, { site: `${site}.gov`, ...history }, noon_ms) ?? NaN,
      );
      const first_ms = Math.min(...visits);
      const slots = visits.map((at_ms) => Math.floor(((at_ms - first_ms) / (spans_ms[n] ?? NaN)) * 10));
      for (let slot = 0; slot < 10; slot += 1) {
        const count = slots.filter((one) => one === slot).length;
        expect(count).toBeGreaterThan(60);
        expect(count).toBeLessThan(140);
      }
    });
  });
});

describe('a schedule', () => {
  it.each([
    { kind: 'every', interval_s: 59 },
    { kind: 'every', interval_s: 1e9 },
    { kind: 'cron', cron: '' },
    { kind: 'cron', cron: '0 0 * * *', least_s: 1 },
    { kind: 'adaptive', least_s: 7200, most_s: 3600 },
    { kind: 'adaptive', stale_share: 0 },
    { kind: 'hourly' },
  ])('%j is refused', (schedule) => {
    expect(siteScheduleSchema.safeParse(schedule).success).toBe(false);
  });

  it('is checked for what its shape does not tell', () => {
    expect(() => checkSchedule(cron('0 0 31 2 *'), noon_ms)).toThrow('"0 0 31 2 *" never falls due');
    expect(() => checkSchedule(cron('99 * * * *'), noon_ms)).toThrow(BadSchedule);
    expect(() => checkSchedule(cron('0 3 * * *', { time_zone: 'Berlin' }), noon_ms)).toThrow(BadSchedule);
    expect(() => checkSchedule(cron('0 3 * * *'), noon_ms)).not.toThrow();
  });
});

const anySchedule: fc.Arbitrary<SiteSchedule> = fc.oneof(
  fc.integer({ min: 60, max: 90 * DAY_S }).map(every),
  fc
    .record({
      expression: fc.constantFrom(
        '* * * * *',
        '*/15 * * * *',
        '30 2 * * *',
        '0 3 * * 1',
        '0 0 29 2 *',
        '@hourly',
      ),
      time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
      least_s: fc.integer({ min: 60, max: DAY_S }),
    })
    .map(({ expression, ...rest }) => cron(expression, rest)),
  fc
    .tuple(fc.integer({ min: 60, max: 90 * DAY_S }), fc.integer({ min: 60, max: 90 * DAY_S }))
    .map(([a, b]) => adaptive({ least_s: Math.min(a, b), most_s: Math.max(a, b) })),
);
const now = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') });
const visited = fc.record({ visited: fc.nat(5000), changed: fc.nat(5000), elapsed_s: fc.nat(1e6) });
/** `last_ms` is how long ago that was, negative. */
const history: fc.Arbitrary<VisitHistory> = fc.record(
  {
    site: fc.domain(),
    last_ms: fc.integer({ min: -100 * DAY_S * 1000, max: DAY_S * 1000 }),
    interval_s: fc.integer({ min: 1, max: 90 * DAY_S }),
    changes: visited.map((revisit) => withRevisit(NO_CHANGE_RATE, revisit)),
  },
  { requiredKeys: ['site'] },
);
const at = (history: VisitHistory, now_ms: number): VisitHistory =>
  history.last_ms === undefined ? history : { ...history, last_ms: now_ms + history.last_ms };

describe('whatever the schedule and the past', () => {
  it('the next visit is a whole moment after the present one', () => {
    fc.assert(
      fc.property(anySchedule, history, now, (schedule, before, now_ms) => {
        const at_ms = nextVisit(schedule, at(before, now_ms), now_ms) ?? NaN;
        expect(Number.isSafeInteger(at_ms)).toBe(true);
        expect(at_ms).toBeGreaterThan(now_ms);
      }),
      { numRuns: 1000 },
    );
  });

  it('all machines tell the same', () => {
    fc.assert(
      fc.property(anySchedule, history, now, (schedule, before, now_ms) => {
        const first = nextVisit(schedule, at(before, now_ms), now_ms);
        expect(nextVisit(schedule, structuredClone(at(before, now_ms)), now_ms)).toBe(first);
      }),
    );
  });

  it('between two visits lies what was asked for, and at most a tenth more', () => {
    fc.assert(
      fc.property(anySchedule, history, now, (schedule, before, now_ms) => {
        if (schedule.kind === 'cron' || schedule.kind === 'never') return;
        const [least_s, most_s] =
          schedule.kind === 'every'
            ? [schedule.interval_s, schedule.interval_s]
            : [schedule.least_s, schedule.most_s];
        const at_ms = nextVisit(schedule, { ...before, last_ms: now_ms }, now_ms) ?? NaN;
        expect(at_ms - now_ms).toBeGreaterThanOrEqual(least_s * 1000);
        expect(at_ms - now_ms).toBeLessThanOrEqual(most_s * 1100 + 1);
      }),
      { numRuns: 500 },
    );
  });
});

/** Visits a page whose changes come at a steady rate for so many visits. @returns the interval it settles at. */
function settled(changes_per_day: number, visits: number, random: () => number): number {
  const bounds = { least_s: HOUR_S, most_s: 60 * DAY_S, stale_share: 0.1 };
  let rate: ChangeRate = NO_CHANGE_RATE;
  let interval_s = DAY_S;
  const seen: number[] = [];
  for (let n = 0; n < visits; n += 1) {
    const share = 1 - Math.exp((-changes_per_day * interval_s) / DAY_S);
    const changed = Array.from({ length: 200 }, random).filter((drawn) => drawn < share).length;
    rate = withRevisit(rate, { visited: 200, changed, elapsed_s: interval_s });
    interval_s = adaptiveInterval(rate, interval_s, bounds);
    seen.push(interval_s);
  }
  return seen.slice(-10).reduce((sum, one) => sum + one, 0) / 10;
}

describe('visits by how often pages change', () => {
  it.each([
    [0.01, 10.5],
    [0.1, 1.05],
    [1, 0.105],
  ])('%d changes a day bring one every %d days, when a tenth may be stale', (changes_per_day, days) => {
    let drawn = 0;
    const random = () => spread('drawn', (drawn += 1));
    const interval_s = settled(changes_per_day, 60, random);
    expect(interval_s / DAY_S).toBeGreaterThan(days * 0.8);
    expect(interval_s / DAY_S).toBeLessThan(days * 1.25);
  });

  it('of what never changes grow ever longer, up to the longest', () => {
    const bounds = { least_s: HOUR_S, most_s: 30 * DAY_S, stale_share: 0.1 };
    let interval_s = HOUR_S;
    const intervals: number[] = [];
    let rate: ChangeRate = NO_CHANGE_RATE;
    for (let n = 0; n < 12; n += 1) {
      rate = withRevisit(rate, { visited: 1, changed: 0, elapsed_s: interval_s });
      interval_s = adaptiveInterval(rate, interval_s, bounds);
      intervals.push(interval_s / HOUR_S);
    }
    expect(intervals).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720, 720]);
  });

  it('of what changes each time go down to the shortest', () => {
    const bounds = { least_s: HOUR_S, most_s: 30 * DAY_S, stale_share: 0.1 };
    let interval_s = 30 * DAY_S;
    let rate: ChangeRate = NO_CHANGE_RATE;
    for (let n = 0; n < 12; n += 1) {
      rate = withRevisit(rate, { visited: 100, changed: 100, elapsed_s: interval_s });
      interval_s = adaptiveInterval(rate, interval_s, bounds);
    }
    expect(interval_s).toBe(HOUR_S);
  });

  it('are at the shortest until something is known', () => {
    const bounds = { least_s: HOUR_S, most_s: 30 * DAY_S, stale_share: 0.1 };
    expect(adaptiveInterval(NO_CHANGE_RATE, undefined, { ...bounds, most_s: HOUR_S })).toBe(HOUR_S);
    expect(changesPerSecond(NO_CHANGE_RATE)).toBe(0);
  });

  const revisit = fc.record({
    visited: fc.oneof(fc.nat(1000), fc.double()),
    changed: fc.oneof(fc.nat(1000), fc.double()),
    elapsed_s: fc.oneof(fc.nat(1e8), fc.double()),
  });
  it('stay within their bounds, whatever is told', () => {
    fc.assert(
      fc.property(fc.array(revisit, { maxLength: 20 }), (revisits) => {
        const bounds = { least_s: 100, most_s: 1000, stale_share: 0.1 };
        let rate: ChangeRate = NO_CHANGE_RATE;
        let interval_s: number | undefined;
        for (const one of revisits) {
          rate = withRevisit(rate, one);
          interval_s = adaptiveInterval(rate, interval_s, bounds);
          expect(interval_s).toBeGreaterThanOrEqual(100);
          expect(interval_s).toBeLessThanOrEqual(1000);
          expect(rate.unchanged).toBeLessThanOrEqual(rate.visited * (1 + 1e-9));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('come no later where more pages changed', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 1e7 }), (a, b, elapsed_s) => {
        const bounds = { least_s: 60, most_s: 1e8, stale_share: 0.1 };
        const after = (changed: number) =>
          adaptiveInterval(
            withRevisit(NO_CHANGE_RATE, { visited: 100, changed, elapsed_s }),
            elapsed_s,
            bounds,
          );
        expect(after(Math.max(a, b))).toBeLessThanOrEqual(after(Math.min(a, b)));
      }),
    );
  });
});
