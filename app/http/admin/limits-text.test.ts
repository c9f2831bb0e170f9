import { expect, it } from 'vitest';
import { limitsText } from './limits-text.ts';

it('says where a crawl stops, by the limits that it has', () => {
  expect(limitsText({ pages: 1000, depth: 50 })).toBe('At most 1,000 pages, 50 links deep.');
  const all = { pages: 1000, depth: 50, bytes: 5 * 2 ** 30, seconds: 7200 };
  expect(limitsText(all)).toBe('At most 1,000 pages, 5.0 GiB, 2 h 0 min, 50 links deep.');
});
