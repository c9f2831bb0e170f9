import { expect, it } from 'vitest';
import { CrawlRates } from './crawl-rates.ts';

function rates(looks: readonly (readonly [at_ms: number, fetched: number])[]): number | null {
  const rates = new CrawlRates();
  for (const [at_ms, fetched] of looks) rates.note([{ crawl_id: 'a', fetched }], at_ms);
  return rates.of('a');
}

it.each([
  ['is unknown before the second look', [[0, 10]], null],
  [
    'is what came in between',
    [
      [0, 10],
      [1000, 25],
    ],
    15,
  ],
  [
    'is of the last seconds, not of all the time',
    [
      [0, 0],
      [60_000, 6000],
      [61_000, 6000],
      [62_000, 6000],
    ],
    0,
  ],
  [
    'is never below nothing, though the count went back',
    [
      [0, 100],
      [1000, 40],
    ],
    0,
  ],
] as const)('the rate of a crawl %s', (_, looks, expected) => {
  expect(rates(looks)).toBe(expected);
});

it('forgets crawls that do not move any more', () => {
  const rates = new CrawlRates();
  rates.note([{ crawl_id: 'a', fetched: 1 }], 0);
  rates.note([], 1000);
  rates.note([{ crawl_id: 'a', fetched: 9 }], 2000);
  expect(rates.of('a')).toBeNull();
});
