import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DaySearches, NO_TOTALS } from './day-searches.ts';
import { IndexSearches } from './index-searches.ts';
import { SummedSearches } from './sum-searches.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const NOTHING: DaySearches = { ...NO_TOTALS, times: {}, queries: [], pages: [] };

describe('what several processes counted', () => {
  it('is together what one would have counted', () => {
    const anySearch = fc.record({
      query: fc.constantFrom('a', 'b', 'c d', 'e'),
      process: fc.nat({ max: 2 }),
      total: fc.nat({ max: 1 }),
      partial: fc.boolean(),
      corrected: fc.boolean(),
      took_ms: fc.nat({ max: 2000 }),
      click: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anySearch, { maxLength: 60 }), (searches) => {
        const processes = [0, 1, 2].map(() => new IndexSearches(1));
        const one = new IndexSearches(1);
        for (const { query, process, click, ...found } of searches)
          for (const counted of [one, processes[process] ?? one]) {
            counted.note({ ...found, query, offset: 0, counted: true, urls: ['u', 'v'] }, NOON);
            if (click) counted.click({ query, url: 'v', position: 2 }, NOON);
          }
        const [apart, whole] = [processes, [one]].map((all) => {
          const sum = new SummedSearches();
          for (const counted of all) for (const { day, counts } of counted.due(NOON)) sum.add(day, counts);
          const took = [0.5, 0.95, 0.99].map((share) => sum.took.quantile(share));
          return { totals: sum.totals, queries: sum.queries, pages: sum.pages, took };
        });
        expect(apart).toEqual(whole);
        expect(whole?.totals.searches).toBe(searches.length);
      }),
    );
  });

  it('has the days on which a query was asked, whoever counted', () => {
    const sum = new SummedSearches();
    const query = { text: 'a', asked: 2, without_result: 0, clicks: 0, positions: 0, pages: [] };
    for (const day of ['2026-03-02', '2026-03-02', '2026-03-01'])
      sum.add(day, { ...NOTHING, searches: 2, queries: [query] });
    expect(sum.queries).toMatchObject([{ text: 'a', asked: 6, days: 2 }]);
    expect(sum.on('2026-03-02').searches).toBe(4);
    expect(sum.on('2026-02-01')).toEqual(NO_TOTALS);
  });
});
