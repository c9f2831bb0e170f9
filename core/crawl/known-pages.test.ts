import { expect, it } from 'vitest';
import { MOST_KEEPING, mostKnown, placesFor } from './known-pages.ts';

it.each([
  [1, 1],
  [10, 1],
  [11, 2],
  [10_000, 1000],
  [1_000_000, 1000],
])('of a page limit of %i, %i are for known pages', (limit, most) => {
  expect(mostKnown(limit)).toBe(most);
});

const urls = (count: number): string[] => Array.from({ length: count }, (_, n) => `https://site.gov/${n}`);

it.each([
  ['a tenth of the limit', 50, true, 0, 100, 10],
  ['no more than there are pages', 3, true, 0, 100, 3],
  ['none of a limit that its start page fills', 3, true, 0, 1, 0],
  ['none after a crawl whose site may fit', 50, false, 0, 100, 0],
  ['some after all but the most that do so in a row', 50, true, MOST_KEEPING - 1, 100, 10],
  ['none after the most that do so in a row', 50, true, MOST_KEEPING, 100, 0],
])('a crawl keeps %s', (_, count, crowded, keeping, limit, places) => {
  expect(placesFor({ urls: urls(count), crowded, keeping }, limit)).toBe(places);
});
