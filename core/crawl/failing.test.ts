import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Failing, type Grace, failingAfter } from './failing.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-05-01T12:00Z');
const GRACE: Grace = { days: 14, tries: 3 };

/** What is known after visits that failed, each so many days after the first. */
function after(days: readonly number[], grace = GRACE): Failing | undefined {
  return days.reduce<Failing | undefined>(
    (before, day) => failingAfter(before, NOW_MS + day * DAY_MS, grace),
    undefined,
  );
}

describe('a page that cannot be reached', () => {
  it.each<[days: number[], given_up: boolean]>([
    [[0], false],
    [[0, 1, 2, 3, 4, 5], false],
    [[0, 30], false],
    [[0, 1, 13.9], false],
    [[0, 1, 14], true],
    [[0, 20, 20], true],
  ])('is given up after 14 days and 3 visits: visits on days %j, %s', (days, given_up) => {
    expect(after(days)).toEqual({ since_ms: NOW_MS, visits: days.length, given_up });
  });

  it('is given up at once where no grace is given', () => {
    expect(after([0], { days: 0, tries: 1 })).toMatchObject({ given_up: true });
  });

  it('begins now when it is said to have begun in the future', () => {
    const before = { since_ms: NOW_MS + 90 * DAY_MS, visits: 8, given_up: false };
    expect(failingAfter(before, NOW_MS, GRACE)).toEqual({ since_ms: NOW_MS, visits: 9, given_up: false });
  });

  const step = fc.record({
    day: fc.double({ min: -40, max: 40, noNaN: true }),
    grace: fc.record({
      days: fc.double({ min: 0, max: 30, noNaN: true }),
      tries: fc.integer({ min: 1, max: 9 }),
    }),
  });

  it('is given up only when both are over, and for good, however clocks go and graces are set', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        let before: Failing | undefined;
        for (const [n, { day, grace }] of steps.entries()) {
          const now_ms = NOW_MS + day * DAY_MS;
          const failing = failingAfter(before, now_ms, grace);
          const isOver = n + 1 >= grace.tries && now_ms - failing.since_ms >= grace.days * DAY_MS;
          expect(failing.visits).toBe(n + 1);
          expect(failing.since_ms).toBeLessThanOrEqual(now_ms);
          expect(failing.given_up).toBe(isOver || before?.given_up === true);
          before = failing;
        }
      }),
      { numRuns: 300 },
    );
  });
});
