import { describe, expect, it } from 'vitest';
import type { DaySearches } from './day-searches.ts';
import { type FoundSearch, IndexSearches } from './index-searches.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const MINUTE_MS = 60_000;
const TEN_MS = 10 * MINUTE_MS;
const DAY_MS = 86_400_000;
const URLS = ['https://site.gov/a', 'https://site.gov/b'];

function search(query: string, more: Partial<FoundSearch> = {}): FoundSearch {
  const plain = {
    offset: 0,
    counted: true,
    total: 2,
    partial: false,
    corrected: false,
    took_ms: 3,
    urls: URLS,
  };
  return { query, ...plain, ...more };
}

/** Asks a query so many times, ten minutes between. */
function ask(counted: IndexSearches, query: string, times: number, from_ms = NOON, more = {}): void {
  for (let n = 0; n < times; n += 1) counted.note(search(query, more), from_ms + n * TEN_MS);
}

/** What would be written of the last day. */
function written(counted: IndexSearches, now_ms = NOON): DaySearches {
  const last = counted.due(now_ms).at(-1);
  if (last === undefined) throw new Error('nothing is to be written');
  return last.counts;
}

const texts = ({ queries }: DaySearches): string[] => queries.map(({ text }) => text);

describe('a query', () => {
  it('is written once it was asked three times with ten minutes between, with all of its counts of the day', () => {
    const counted = new IndexSearches(3);
    ask(counted, 'Opening hours', 2);
    expect(written(counted)).toMatchObject({ searches: 2, queries: [] });
    counted.note(search('opening  HOURS', { total: 0 }), NOON + 2 * TEN_MS);
    expect(written(counted)).toMatchObject({
      searches: 3,
      without_result: 1,
      queries: [{ text: 'opening hours', asked: 3, without_result: 1, clicks: 0, positions: 0, pages: [] }],
    });
  });

  it('that somebody asks again and again at a time is not written', () => {
    const counted = new IndexSearches(3);
    for (let n = 0; n < 90; n += 1) counted.note(search('ada lovelace'), NOON + n * 10_000);
    expect(written(counted)).toMatchObject({ searches: 90, queries: [] });
  });

  it('is written on the day on which it is asked the third time, not before', () => {
    const counted = new IndexSearches(3);
    for (const day of [0, 1]) counted.note(search('marriage'), NOON + day * DAY_MS);
    expect(counted.due(NOON + DAY_MS).map(({ counts }) => texts(counts))).toEqual([[], []]);
    counted.note(search('marriage'), NOON + 2 * DAY_MS);
    const days = counted.due(NOON + 2 * DAY_MS);
    expect(days.map(({ day, counts }) => [day, texts(counts)])).toEqual([
      ['2026-03-01', []],
      ['2026-03-02', []],
      ['2026-03-03', ['marriage']],
    ]);
    expect(days[2]?.counts.queries[0]?.asked).toBe(1);
  });

  it('that was written before is written at once', () => {
    const counted = new IndexSearches(3);
    counted.note(search('marriage'), NOON);
    counted.know(new Set(['marriage']));
    expect(texts(written(counted))).toEqual(['marriage']);
  });

  it('with what is likely to be about a person is counted, and never written', () => {
    const counted = new IndexSearches(1);
    ask(counted, 'ada@site.gov', 9);
    expect(written(counted)).toMatchObject({ searches: 9, queries: [] });
  });

  it('of a further page, or that is being typed, is no search', () => {
    const counted = new IndexSearches(1);
    counted.note(search('a', { offset: 10 }), NOON);
    counted.note(search('a*', { counted: false }), NOON);
    expect(counted.due(NOON)).toEqual([]);
  });
});

describe('a click', () => {
  it('counts on a hit that was given for the query, at its place', () => {
    const counted = new IndexSearches(1);
    counted.note(search('a'), NOON);
    counted.note(search('a', { offset: 10, urls: ['https://site.gov/k'] }), NOON);
    counted.click({ query: 'A ', url: 'https://site.gov/b', position: 2 }, NOON);
    counted.click({ query: 'a', url: 'https://site.gov/k', position: 11 }, NOON);
    expect(written(counted)).toMatchObject({
      clicks: 2,
      queries: [{ text: 'a', clicks: 2, positions: 13 }],
      pages: [
        { url: 'https://site.gov/b', clicks: 1, positions: 2 },
        { url: 'https://site.gov/k', clicks: 1, positions: 11 },
      ],
    });
  });

  it.each([
    ['for a query that nobody asked', { query: 'b', url: 'https://site.gov/a', position: 1 }],
    ['on a page that was not given', { query: 'a', url: 'https://evil.test/', position: 1 }],
    ['on another place', { query: 'a', url: 'https://site.gov/a', position: 2 }],
    ['beyond all places', { query: 'a', url: 'https://site.gov/a', position: 1000 }],
    ['for what is no query', { query: ' ', url: 'https://site.gov/a', position: 1 }],
  ])('does not count %s', (_, click) => {
    const counted = new IndexSearches(1);
    counted.note(search('a'), NOON);
    counted.click(click, NOON);
    expect(written(counted)).toMatchObject({ clicks: 0, pages: [] });
    expect(counted.size).toBe(1);
  });

  it('counts in either of two orders of its hits, one of which somebody else asked for meanwhile', () => {
    const counted = new IndexSearches(1);
    counted.note(search('a', { urls: ['https://site.gov/gone', ...URLS.slice(1)] }), NOON);
    counted.note(search('a'), NOON);
    counted.note(search('a', { urls: URLS.toReversed() }), NOON);
    for (const url of [...URLS, 'https://site.gov/gone'])
      counted.click({ query: 'a', url, position: 1 }, NOON);
    expect(written(counted).pages.map(({ url }) => url)).toEqual(URLS);
  });

  it('counts three times for a search at most, however many are told of', () => {
    const counted = new IndexSearches(1);
    ask(counted, 'a', 2);
    for (let n = 0; n < 100; n += 1)
      counted.click({ query: 'a', url: 'https://site.gov/a', position: 1 }, NOON + n);
    expect(written(counted).clicks).toBe(6);
  });

  it('in what was shown while somebody typed counts, and brings the query in with its search', () => {
    const counted = new IndexSearches(1);
    counted.note(search('opening hou*', { counted: false }), NOON);
    counted.click({ query: 'opening hou*', url: 'https://site.gov/a', position: 1 }, NOON);
    counted.note(search('opening hou*'), NOON);
    expect(written(counted)).toMatchObject({
      searches: 1,
      clicks: 1,
      queries: [{ text: 'opening hou', asked: 1, clicks: 1 }],
    });
  });
});

describe('what is held', () => {
  it('is a thousand queries at most, of which five hundred are written, those that are asked most first', () => {
    const counted = new IndexSearches(1);
    for (let n = 0; n < 3000; n += 1) counted.note(search(`query ${n % 1500}`), NOON);
    ask(counted, 'often', 50);
    expect(counted.size).toBe(1000);
    const { queries, searches } = written(counted);
    expect(searches).toBe(3050);
    expect(queries).toHaveLength(500);
    expect(queries[0]).toMatchObject({ text: 'often', asked: 50 });
  });

  it('fits into a row, however long URLs are', () => {
    const counted = new IndexSearches(1);
    for (let n = 0; n < 600; n += 1) {
      const url = `https://site.gov/${n}/${'ü'.repeat(1900)}`;
      counted.note(search(`query ${n}`, { urls: [url] }), NOON);
      counted.click({ query: `query ${n}`, url, position: 1 }, NOON);
    }
    const counts = written(counted);
    expect(Buffer.byteLength(JSON.stringify(counts))).toBeLessThan(210_000);
    expect(counts.queries.length).toBeGreaterThan(30);
    expect(counts.pages.length).toBeGreaterThan(10);
  });

  it('is written once, and again when something came', () => {
    const counted = new IndexSearches(1);
    counted.note(search('a'), NOON);
    const [due] = counted.due(NOON);
    if (due === undefined) throw new Error('nothing is due');
    counted.note(search('b'), NOON);
    counted.wrote(due);
    expect(texts(written(counted))).toEqual(['a', 'b']);
    counted.due(NOON).forEach((each) => counted.wrote(each));
    expect(counted.due(NOON)).toEqual([]);
  });

  it('of a clock that is set back over midnight is lost nowhere', () => {
    const counted = new IndexSearches(1);
    const midnight_ms = Date.UTC(2026, 2, 2);
    for (const after_ms of [5, -5, 6]) counted.note(search('a'), midnight_ms + after_ms);
    expect(counted.due(midnight_ms + 7)).toMatchObject([{ day: '2026-03-02', counts: { searches: 3 } }]);
  });

  it('of days that cannot be written is three of them', () => {
    const counted = new IndexSearches(1);
    for (let day = 0; day < 6; day += 1) counted.note(search('a'), NOON + day * DAY_MS);
    expect(counted.due(NOON + 5 * DAY_MS).map(({ day }) => day)).toEqual([
      '2026-03-03',
      '2026-03-04',
      '2026-03-05',
      '2026-03-06',
    ]);
    counted.due(NOON + 5 * DAY_MS).forEach((each) => counted.wrote(each));
    expect(counted.due(NOON + 5 * DAY_MS)).toEqual([]);
  });
});
