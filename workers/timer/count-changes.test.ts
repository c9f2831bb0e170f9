import { describe, expect, it } from 'vitest';
import { NO_CHANGE_RATE, changesPerSecond } from '#core/crawl/schedule-change-rate.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { type CountedChanges, countChanges } from './count-changes.ts';

const DAY_MS = 86_400_000;
const PER_DAY = 0.02;
const starts = ['https://site.gov/', 'https://other.gov/', 'https://third.gov/news'];

/** A crawl that is over. Ids say nothing about the order. */
function crawl(start: string, day: number, changed: number, id = `${9 - day}`): Crawl {
  const { hostname: site, pathname: path } = new URL(start);
  return {
    pk: 'made',
    sk: `made.${id}`,
    site,
    scheme: 'https',
    path,
    domains: [site],
    limits: { depth: 1, pages: 1000 },
    state: 'done',
    admitted: 1,
    cut: false,
    seen: { visited: 1000, changed },
    started_at_ms: day * DAY_MS,
  };
}

/** Changes a day as they are counted at the end of each day, of sites that change alike, crawled so many times a day. */
function perDay(of: readonly string[], times: (start: string) => number = () => 1): number {
  let counted: CountedChanges = { changes: undefined, counted: {} };
  const crawls: Crawl[] = [];
  for (let day = 0; day < 8; day += 1) {
    for (const start of of) {
      const share = 1 - Math.exp(-PER_DAY / times(start));
      for (let n = 0; n < times(start); n += 1)
        crawls.push(crawl(start, day + n / times(start), 1000 * share, `${n}${day}-${start}`));
    }
    const { changes } = counted;
    const row = { counted: counted.counted, ...(changes === undefined ? {} : { changes }) };
    counted = countChanges(row, of, crawls);
  }
  return changesPerSecond(counted.changes ?? { visited: 0, unchanged: 0, elapsed_s: 0 }) * 86_400;
}

describe('how often pages change', () => {
  it('is the same of one start page and of several that are crawled at one moment', () => {
    expect(perDay(starts.slice(0, 1))).toBeCloseTo(PER_DAY, 3);
    expect(perDay(starts)).toBeCloseTo(PER_DAY, 3);
  });

  it('is counted from the crawl before of the same start page, though one was started by hand in between', () => {
    expect(perDay(starts, (start) => (start === starts[0] ? 3 : 1))).toBeCloseTo(PER_DAY, 3);
  });

  it('is not told by crawls of other pages, nor by first crawls', () => {
    const first = countChanges({}, starts, [crawl('https://site.gov/', 1, 1000)]);
    expect(first.changes).toBeUndefined();
    const { counted } = first;
    expect(countChanges({ counted }, starts, [crawl('https://site.gov/sub', 2, 500)])).toEqual(first);
  });

  it('counts a crawl once, however many are kept', () => {
    const kept = [crawl('https://site.gov/', 1, 1000), crawl('https://site.gov/', 2, 20)];
    const once = countChanges({}, starts, kept);
    expect(once.changes).toMatchObject({ visited: 1000, unchanged: 980, elapsed_s: 1000 * 86_400 });
    const row = { changes: once.changes ?? NO_CHANGE_RATE, counted: once.counted };
    expect(countChanges(row, starts, kept)).toEqual(once);
  });
});
