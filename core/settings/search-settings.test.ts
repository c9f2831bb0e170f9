import { expect, it } from 'vitest';
import { indexSettingsSchema } from './index-settings.ts';
import { tuningBy } from './search-settings.ts';

it('a query goes with what is set for its words', () => {
  const tuned = tuningBy({ ranking: { links: 1 }, synonyms: ['tv, television', 'laptop => computer'] });
  expect(tuned('old TV')).toEqual({
    query: 'old TV',
    tuning: { ranking: { links: 1 }, synonyms: [{ of: 'tv', means: ['television'] }] },
  });
  expect(tuned('computer')).toEqual({ query: 'computer', tuning: { ranking: { links: 1 } } });
});

it('where nothing is set it goes as it was typed', () => {
  for (const tuned of [tuningBy(undefined), tuningBy({}), tuningBy({ synonyms: ['a1, b1'] })])
    expect(tuned('tv')).toEqual({ query: 'tv' });
});

it.each([{ ranking: { title: -1 } }, { ranking: { b: 2 } }, { ranking: { tilte: 1 } }, { synonyms: ['tv'] }])(
  '%j is refused',
  (search) => {
    expect(indexSettingsSchema.safeParse({ search }).success).toBe(false);
  },
);
