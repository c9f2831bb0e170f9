import { describe, expect, it } from 'vitest';
import { GoodQueries } from './good-queries.ts';
import type { SummedQuery } from './sum-searches.ts';

function asked(text: string, more: Partial<SummedQuery> = {}): SummedQuery {
  return { text, asked: 10, without_result: 0, clicks: 0, positions: 0, days: 3, pages: [], ...more };
}

function of(queries: readonly SummedQuery[], typed: string, most = 10): string[] {
  return new GoodQueries(queries).of(typed, most).map(({ text }) => text);
}

describe('a query', () => {
  it.each([
    ['asked ten times on three days', {}, true],
    ['asked nine times', { asked: 9 }, false],
    ['asked on two days, however often', { asked: 1000, days: 2 }, false],
    ['that finds nothing half of the time', { without_result: 5 }, false],
    ['that found nothing now and then', { without_result: 4 }, true],
  ])('%s is suggested: %s', (_, more, is) => {
    expect(of([asked('opening hours', more)], 'open')).toEqual(is ? ['opening hours'] : []);
  });

  it.each([
    'site:docs.site.gov tides',
    '"opening hours"',
    '-winter',
    'tide -winter',
    'tide OR moon',
    'tid*',
    'a@b',
    'c++',
  ])('%j, which is more than words, is not suggested', (text) => {
    const typed = /[a-z]+/u.exec(text)?.[0] ?? '';
    expect([of([asked(text)], typed), of([asked(typed)], typed)]).toEqual([[], [typed]]);
  });

  it.each(['o’neill', 'st. john', 'covid-19', 'tide or moon', '東京 観光'])('%j is words', (text) => {
    expect(of([asked(text)], text)).toEqual([text]);
  });
});

describe('what was typed', () => {
  const queries = [
    asked('opening hours', { asked: 40 }),
    asked('öffnungszeiten'),
    asked('summer opening', { clicks: 10 }),
    asked('open data', { asked: 20 }),
    asked('o’neill'),
  ];

  it.each([
    ['open', ['opening hours', 'summer opening', 'open data']],
    ['OPENING h', ['opening hours']],
    ['hour', ['opening hours']],
    ['Ö', ['opening hours', 'summer opening', 'open data', 'o’neill', 'öffnungszeiten']],
    ['opening hours in', []],
    ['', []],
    ['!', []],
  ])('%j leads to %j, by how often they were asked and whether they were clicked', (typed, found) => {
    expect(of(queries, typed)).toEqual(found);
  });

  it('is answered within a millisecond or two from 5,000 queries, with no more than are wanted', () => {
    const many = Array.from({ length: 6000 }, (_, n) => asked(`alpha beta gamma delta ${n}`));
    const good = new GoodQueries(many);
    const begun_ms = performance.now();
    for (let n = 0; n < 20; n += 1) expect(good.of('a', 8)).toHaveLength(8);
    expect((performance.now() - begun_ms) / 20).toBeLessThan(10);
  });
});
