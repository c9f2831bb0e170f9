import { expect, it } from 'vitest';
import { isCutByLimit, isCutBySetLimit, limitHitText } from './limit-hit-text.ts';

it.each([
  [{}, 'A limit kept links out: it did not see the whole site.'],
  [{ ended_by: 'bytes' }, 'It ended at its limit of bytes: it did not see the whole site.'],
  [{ ended_by: 'seconds' }, 'It ended at its limit of time: it did not see the whole site.'],
  [
    { known_pages: { asked: 0, kept: 1 } },
    'A limit kept links out: it did not see the whole site. 1 known page that it did not reach stays in the index, gone or not.',
  ],
  [
    { known_pages: { asked: 10, kept: 1200 } },
    'A limit kept links out: it did not see the whole site. 1,200 known pages that it did not reach stay in the index, gone or not. At its end it asked for 10 that nothing had led to.',
  ],
  [
    { refused_links: { calendar: 2 }, sitemaps: { incomplete: 1 } },
    '1 sitemap was not read to its end: it did not see the whole site.',
  ],
  [
    { refused_links: { depth: 2 }, sitemaps: { incomplete: 1200 } },
    'A limit kept links out, and 1,200 sitemaps were not read to their end: it did not see the whole site.',
  ],
] as const)('says what cut a crawl, and which limit if one ended it: %j', (report, text) => {
  expect(limitHitText(report)).toBe(text);
});

it.each([
  [{}, true, true],
  [{ ended_by: 'bytes', sitemaps: { incomplete: 1 } }, true, true],
  [{ refused_links: { pages: 1 }, sitemaps: { incomplete: 1 } }, true, true],
  [{ refused_links: { page_links: 1 }, sitemaps: { incomplete: 1 } }, true, false],
  [{ refused_links: { too_many_hosts: 1 } }, true, false],
  [{ refused_links: { domain: 1, depth: 0 }, sitemaps: { incomplete: 1 } }, false, false],
] as const)('%j was cut by a limit: %s, by one that can be set: %s', (report, by_limit, by_set) => {
  expect([isCutByLimit(report), isCutBySetLimit(report)]).toEqual([by_limit, by_set]);
});
