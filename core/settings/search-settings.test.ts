import { expect, it } from 'vitest';
import { indexSettingsSchema } from './index-settings.ts';
import { suggestible, tuningBy } from './search-settings.ts';

it('a query goes with what is set for its words', () => {
  const { tuned } = tuningBy({ ranking: { links: 1 }, synonyms: ['tv, television', 'laptop => computer'] });
  expect(tuned('old TV')).toEqual({
    query: 'old TV',
    tuning: { ranking: { links: 1 }, synonyms: [{ of: 'tv', means: ['television'] }] },
  });
  expect(tuned('computer')).toEqual({ query: 'computer', tuning: { ranking: { links: 1 } } });
});

it('pages are pinned for queries of the same words, and hidden from all', () => {
  const { tuned } = tuningBy({
    pinned: [
      { queries: ['Opening hours', 'when'], urls: ['https://site.gov/visit#x', 'https://site.gov/a'] },
      { queries: ['OPENING, hours!'], urls: ['https://site.gov/b', 'https://site.gov/a'] },
    ],
    hidden: ['https://site.gov/old'],
  });
  const hidden = ['https://site.gov/old'];
  expect(tuned('opening hours').tuning).toEqual({
    pinned: ['https://site.gov/visit', 'https://site.gov/a', 'https://site.gov/b'],
    hidden,
  });
  expect(tuned('opening').tuning).toEqual({ hidden });
});

it('pages are pinned for names of code, and not for those that have the same letters', () => {
  const { tuned } = tuningBy({ pinned: [{ queries: ['C++', '"when"'], urls: ['https://site.gov/cpp'] }] });
  const pinned = ['c++', 'C#', 'c', 'when', '"When"'].filter((query) => tuned(query).tuning !== undefined);
  expect(pinned).toEqual(['c++', '"When"']);
});

it('what is asked of several shards is made once', () => {
  const { tuned } = tuningBy({ pinned: [{ queries: ['tide'], urls: ['https://site.gov/tide'] }] });
  const tide = tuned('tide');
  expect(tide.tuning).toEqual({ pinned: ['https://site.gov/tide'] });
  expect(tuned('tide')).toBe(tide);
  expect(tuned('moon')).toEqual({ query: 'moon' });
  expect(tuned('tide')).toEqual(tide);
});

it('settings are told from others by a key', () => {
  const keys = [
    undefined,
    {},
    { ranking: { title: 1 } },
    { ranking: { title: 1 } },
    { ranking: { title: 2 } },
  ];
  const [none, empty, one, same, other] = keys.map((search) => tuningBy(search).settings_key);
  expect(one).toBe(same);
  expect(new Set([none, empty, one, other]).size).toBe(4);
});

it('where nothing is set it goes as it was typed', () => {
  for (const { tuned } of [tuningBy(undefined), tuningBy({}), tuningBy({ synonyms: ['a1, b1'] })])
    expect(tuned('tv')).toEqual({ query: 'tv' });
});

it('words that are set are suggested nowhere, and others are', () => {
  const may = suggestible({ unsuggested: ['Strike', 'closing DOWN', '!'] });
  expect(['opening hours', 'striker', 'down closing'].filter(may)).toHaveLength(3);
  expect(['strike', 'no strike today', 'closing down soon'].filter(may)).toEqual([]);
  for (const settings of [undefined, {}, { unsuggested: [] }])
    expect(suggestible(settings)('strike')).toBe(true);
});

it.each([
  { ranking: { title: -1 } },
  { unsuggested: [''] },
  { analytics: 'no' },
  { ranking: { b: 2 } },
  { ranking: { tilte: 1 } },
  { synonyms: ['tv'] },
  { hidden: ['/old'] },
])('%j is refused', (search) => {
  expect(indexSettingsSchema.safeParse({ search }).success).toBe(false);
});
