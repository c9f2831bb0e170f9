import { expect, test } from 'vitest';
import { refusedLinksText } from './refused-links-text.ts';

test('links that were kept out are told by why, the most frequent first', () => {
  expect(refusedLinksText({ rule: 12, calendar: 48_199, depth: 300, domain: 1 })).toBe(
    "Links not followed: 48,199 by dates far off, 300 by the limit of depth, 12 by the site's rules, 1 by the domains of the crawl.",
  );
});

test('of nothing there is nothing to tell', () => {
  expect(refusedLinksText({})).toBeUndefined();
  expect(refusedLinksText({ rule: 0 })).toBeUndefined();
});

test('a reason of another version is told by its name', () => {
  expect(refusedLinksText({ unheard_of: 1 })).toContain('1 by unheard_of');
});
