import { expect, it } from 'vitest';
import { overriddenText } from './overridden-text.ts';

it.each([
  [{}, undefined],
  [{ robots: 0 }, undefined],
  [{ robots: 1 }, 'Wishes of hosts were overridden: 1 by crawl.ignore_robots.'],
  [{ noindex: 2 }, 'Wishes of hosts were overridden: 2 by crawl.ignore_noindex.'],
  [
    { robots: 1200, noindex: 3 },
    'Wishes of hosts were overridden: 1,200 by crawl.ignore_robots, 3 by crawl.ignore_noindex.',
  ],
] as const)('%j is told as %j', (overridden, text) => {
  expect(overriddenText(overridden)).toBe(text);
});
