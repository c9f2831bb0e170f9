import { expect, it } from 'vitest';
import { isReadAsItself, namedBy, namingOf } from './alias-of.ts';

const REQUEST = { url: 'https://site.gov/a', redirects: [], readAs: (url: string) => url };

it.each([
  ['another page', 'https://site.gov/b', 'https://site.gov/b'],
  ['nothing', undefined, undefined],
  ['itself', 'https://site.gov/a', undefined],
  ['itself by http, as sites do that were moved to https', 'http://site.gov/a', undefined],
  ['another page by http', 'http://site.gov/b', 'http://site.gov/b'],
])('a page that names %s is an alias of that, or of nothing', (_, named, alias) => {
  const reason = 'rel=canonical names another URL';
  const expected = alias === undefined ? undefined : { url: alias, leads_on: true, reason };
  expect(namedBy(REQUEST, { canonical: named })).toEqual(expected);
});

it('a page by http that names itself by https is an alias of that', () => {
  const page = { ...REQUEST, url: 'http://site.gov/a' };
  expect(namedBy(page, { canonical: 'https://site.gov/a' })?.url).toBe('https://site.gov/a');
});

it('what may not be read, or is read as the page itself, makes no alias', () => {
  const named = 'https://site.gov/b';
  expect(namedBy({ ...REQUEST, readAs: () => undefined }, { canonical: named })).toBeUndefined();
  expect(namedBy({ ...REQUEST, readAs: () => REQUEST.url }, { canonical: named })).toBeUndefined();
  expect(namedBy({ ...REQUEST, readAs: () => 'http://site.gov/a' }, { canonical: named })).toBeUndefined();
});

it('what leads back to where we come from, or is too long a way, does not lead on', () => {
  const named = 'https://site.gov/b';
  expect(namedBy({ ...REQUEST, redirects: [named] }, { canonical: named })).toMatchObject({
    url: named,
    leads_on: false,
  });
  const way = Array.from({ length: 10 }, (_, n) => `https://site.gov/${n}`);
  expect(namedBy({ ...REQUEST, redirects: way }, { canonical: named })?.leads_on).toBe(false);
});

it('a refresh counts before rel=canonical, unless it leads back', () => {
  const both = { refresh: 'https://site.gov/b', canonical: 'https://site.gov/c' };
  expect(namedBy(REQUEST, both)?.url).toBe(both.refresh);
  expect(namedBy({ ...REQUEST, redirects: [both.refresh] }, both)?.url).toBe(both.canonical);
  expect(namedBy({ ...REQUEST, redirects: Object.values(both) }, both)).toMatchObject({
    url: both.refresh,
    leads_on: false,
  });
});

it('a page is read as the page that it is once its own URL came to nothing, and until it names another', () => {
  const own = 'https://site.gov/b';
  expect(isReadAsItself({ again: 'itself' }, undefined, own)).toBe(true);
  expect(isReadAsItself({}, { own_url: own }, own)).toBe(true);
  expect(isReadAsItself({}, { own_url: own }, 'https://site.gov/c')).toBe(false);
  expect(isReadAsItself({ again: 'alias' }, { own_url: own }, own)).toBe(false);
  expect(namingOf(namedBy(REQUEST, { canonical: own }))).toEqual([
    `names ${own} as its own URL, which came to nothing`,
  ]);
  expect(namingOf(undefined)).toEqual([]);
});
