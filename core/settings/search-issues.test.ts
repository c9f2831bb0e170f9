import { expect, it } from 'vitest';
import { searchIssues } from './search-issues.ts';

const PAGE = 'https://site.gov/a';

it('finds what cannot be meant, and says where', () => {
  const issues = searchIssues({
    search: {
      hidden: ['https://site.gov/b', 'HTTPS://SITE.gov/a'],
      pinned: [
        { queries: ['opening hours', '?!'], urls: ['https://site.gov/c'] },
        { queries: ['tides'], urls: ['https://site.gov/c', PAGE] },
      ],
    },
    gate: {
      golden: [
        { query: 'hours', expected: '/a', top: 1 },
        { query: 'tides', expected: PAGE, top: 1 },
      ],
    },
  });
  expect(issues).toEqual([
    '"search.pinned.0.queries": "?!" has no word: no query is like it',
    `"search.pinned.1.urls": ${PAGE} is hidden as well, in "search.hidden.1": take it out of one of them`,
    `"gate.golden.1": "tides" expects ${PAGE}, which "search.hidden.1" hides: take one of them away`,
  ]);
});

it('finds nothing in what goes together', () => {
  expect(searchIssues({})).toEqual([]);
  const search = { hidden: ['https://site.gov/b'], pinned: [{ queries: ['tide'], urls: [PAGE] }] };
  expect(searchIssues({ search, gate: { golden: [{ query: 'tide', expected: PAGE, top: 1 }] } })).toEqual([]);
});
