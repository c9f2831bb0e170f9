import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueAt, withVisit } from './page-revisit.ts';
import type { ChangeRate } from './schedule-change-rate.ts';

const DAY_S = 86_400;
const DAY_MS = DAY_S * 1000;
const NOW_MS = Date.parse('2026-06-01T12:00Z');
const URL = 'https://site.gov/a';
/** Asked for on five days, and never found changed. */
const RESTING: ChangeRate = { visited: 2.5, unchanged: 2.5, elapsed_s: 2.5 * DAY_S };

type Known = NonNullable<Parameters<typeof dueAt>[1]>;
const known: Known = {
  state: 'present',
  content_hash: 'a',
  outcome: { kind: 'indexed', reason: 'answered 200' },
  asked_at_ms: NOW_MS - DAY_MS / 2,
  lastmod_ms: undefined,
  changes: RESTING,
};
const isDue = (page: Known | undefined, wanted: { lastmod_ms?: number } = {}, most_days = 30): boolean =>
  dueAt({ url: URL, ...wanted }, page, NOW_MS, most_days) === undefined;

describe('a page that changes seldom', () => {
  it('is due when twice its usual interval is over, or up to a quarter of that sooner', () => {
    expect(isDue({ ...known, asked_at_ms: NOW_MS - 1.49 * DAY_MS })).toBe(false);
    expect(isDue({ ...known, asked_at_ms: NOW_MS - 2 * DAY_MS })).toBe(true);
  });

  it('of which a sitemap says what it said the last time is as before, and one of which it says something new is due', () => {
    expect(isDue({ ...known, lastmod_ms: 7 }, { lastmod_ms: 7 })).toBe(false);
    expect(isDue({ ...known, lastmod_ms: 7 }, { lastmod_ms: 8 })).toBe(true);
    expect(isDue(known, { lastmod_ms: 8 })).toBe(true);
  });

  it.each<[why: string, page: Known | undefined]>([
    ['nobody knows it', undefined],
    ['it was never asked for', { ...known, asked_at_ms: undefined }],
    ['it was asked for in the future', { ...known, asked_at_ms: NOW_MS + 1 }],
    ['it was compared once', { ...known, changes: { visited: 1, unchanged: 1, elapsed_s: 90 * DAY_S } }],
    ['nothing was counted', { ...known, changes: undefined }],
    ['it was found changed each time', { ...known, changes: { ...RESTING, unchanged: 0 } }],
    ['it is not in the index', { ...known, state: 'absent' }],
    ['its content is lost', { ...known, content_hash: undefined }],
    ['it failed', { ...known, outcome: { kind: 'failed', code: 'timeout', reason: 'late' } }],
    ['it asked not to be indexed', { ...known, outcome: { kind: 'refused', by: 'noindex', reason: '' } }],
    ['there was no time between its visits', { ...known, changes: { ...RESTING, elapsed_s: 0 } }],
  ])('is due when %s', (_, page) => {
    expect(isDue(page)).toBe(true);
  });
});

describe('how often a page changes', () => {
  it('is not told by its first visit, and by each later one with the time since', () => {
    expect(withVisit(undefined, true, NOW_MS)).toBeUndefined();
    expect(withVisit({}, true, NOW_MS)).toBeUndefined();
    const asked_at_ms = NOW_MS - 5000;
    expect(withVisit({ asked_at_ms }, true, NOW_MS)).toEqual({ visited: 1, unchanged: 0, elapsed_s: 5 });
    expect(withVisit({ asked_at_ms: NOW_MS + 5000 }, false, NOW_MS)).toMatchObject({ elapsed_s: 0 });
  });
});

/** On which days a page is asked for, that is crawled once a day and changes on the days that are told. */
function askedOn(url: string, days: number, changesOn: (day: number) => boolean, most_days = 30): number[] {
  const asked: number[] = [];
  let page: Known | undefined;
  let changed = false;
  for (let day = 0; day < days; day += 1) {
    const now_ms = NOW_MS + day * DAY_MS;
    changed ||= changesOn(day);
    if (dueAt({ url }, page, now_ms, most_days) !== undefined) continue;
    asked.push(day);
    page = { ...known, asked_at_ms: now_ms, changes: withVisit(page, changed, now_ms) };
    changed = false;
  }
  return asked;
}
const urls = Array.from({ length: 200 }, (_, n) => `https://site.gov/${n}`);

describe('of a hundred crawls, one a day,', () => {
  it('a page that rests is in few, and in more when it has to be in one of ten days', () => {
    const counts = urls.map((url) => askedOn(url, 100, () => false).length);
    expect(Math.max(...counts)).toBeLessThan(25);
    expect(Math.min(...counts)).toBeGreaterThan(5);
    for (const url of urls.slice(0, 20)) {
      const days = askedOn(url, 100, () => false, 10);
      expect(Math.max(...days.map((day, n) => day - (days[n - 1] ?? 0)))).toBeLessThanOrEqual(10);
    }
  });

  it('a page that changes each day is in all, and one that changes every third day in nearly all', () => {
    for (const url of urls.slice(0, 20)) {
      expect(askedOn(url, 100, () => true)).toHaveLength(100);
      expect(askedOn(url, 100, (day) => day % 3 === 0).length).toBeGreaterThan(90);
    }
  });

  it('pages that rest are spread over the crawls', () => {
    const loads = Array.from({ length: 100 }, () => 0);
    for (const url of urls)
      for (const day of askedOn(url, 100, () => false)) loads[day] = (loads[day] ?? 0) + 1;
    expect(Math.max(...loads.slice(30))).toBeLessThan(urls.length / 3);
  });
});

describe('whatever is known', () => {
  interface Made {
    readonly rate: readonly [visited: number, unchanged_share: number];
    readonly elapsed_s: number;
    readonly asked_at_ms: number;
  }
  const rate = fc.tuple(
    fc.double({ min: 0, max: 20, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  const page = fc.record({
    rate,
    elapsed_s: fc.double({ min: 0, max: 1e9, noNaN: true }),
    asked_at_ms: fc.integer({ min: NOW_MS - 400 * DAY_MS, max: NOW_MS + DAY_MS }),
    url: fc.webUrl(),
    most_days: fc.integer({ min: 1, max: 366 }),
  });
  const madeOf = ({ rate: [visited, share], elapsed_s, asked_at_ms }: Made): Known => ({
    ...known,
    asked_at_ms,
    changes: { visited, unchanged: visited * share, elapsed_s },
  });

  it('a page is due after the most days, and until then at a moment to come', () => {
    fc.assert(
      fc.property(page, (made) => {
        const { url, most_days, asked_at_ms } = made;
        const due_ms = dueAt({ url }, madeOf(made), NOW_MS, most_days);
        if (due_ms === undefined) return;
        expect(due_ms).toBeGreaterThan(NOW_MS);
        expect(due_ms).toBeLessThanOrEqual(asked_at_ms + most_days * DAY_MS);
        expect(dueAt({ url }, madeOf(made), due_ms, most_days)).toBeUndefined();
      }),
    );
  });

  it('the more often a page was found changed, the sooner it is due', () => {
    fc.assert(
      fc.property(page, fc.double({ min: 0, max: 1, noNaN: true }), (made, less) => {
        const [visited, share] = made.rate;
        const { url, most_days } = made;
        const seldom = dueAt({ url }, madeOf(made), NOW_MS, most_days);
        const often = dueAt({ url }, madeOf({ ...made, rate: [visited, share * less] }), NOW_MS, most_days);
        expect(often ?? -Infinity).toBeLessThanOrEqual((seldom ?? NOW_MS) + 1e-3);
      }),
    );
  });
});
