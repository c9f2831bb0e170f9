import { expect, it } from 'vitest';
import { didYouMean, nearestName } from './nearest-name.ts';

const NAMES = ['up', 'crawl', 'crawls', 'search', 'status'];

it.each([
  ['krawl', 'crawl'],
  ['serach', 'search'],
  ['stat', 'status'],
  ['crawll', 'crawl'],
])('takes "%s" for "%s"', (word, name) => {
  expect(nearestName(word, NAMES)).toBe(name);
});

it.each(['xx', 'q', '', 'publish'])('has no guess for "%s"', (word) => {
  expect(nearestName(word, NAMES)).toBeUndefined();
  expect(didYouMean(word, NAMES)).toBe('');
});
