import { expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import { LeftBehind, leavesPages } from './left-behind.ts';

const BEGAN_MS = 1_000_000;
const NOW_MS = 2_000_000;

function crawlOf(fields: Partial<Crawl> = {}): Crawl {
  return crawlSchema.parse({
    pk: 'made',
    sk: 'made.1',
    site: 'site.gov',
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
    limits: { depth: 5, pages: 20 },
    state: 'running',
    admitted: 20,
    cut: true,
    started_at_ms: BEGAN_MS,
    ...fields,
  });
}

function pageOf(path: string, fields: Partial<Page> = {}): Page {
  const url = `https://site.gov/${path}`;
  const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
  const read = { crawl_id: 'made.0', fetched_at_ms: BEGAN_MS - 1 };
  const row = { pk: 'made', sk: pageKey(url), url, origin: 'crawl', state: 'present', ...read, ...visit };
  return pageSchema.parse({ ...row, ...fields });
}

it('leaves as many as one crawl may ask for, those that were visited the longest ago first, and counts all', () => {
  const behind = new LeftBehind(crawlOf(), NOW_MS);
  for (let n = 0; n < 9; n += 1)
    behind.add(pageOf(`p${n}`, { fetched_at_ms: BEGAN_MS - 100 - ((n * 5) % 9) }));
  // Each was visited a millisecond before the next: p7, p5, p3 ….
  expect(behind.left).toEqual({ count: 9, urls: ['https://site.gov/p7', 'https://site.gov/p5'] });
});

it.each<[string, Partial<Page>, number]>([
  ['that was visited before the crawl', {}, 1],
  ['that never was', { fetched_at_ms: undefined, crawl_id: undefined }, 1],
  ['that was visited in the future, by a clock that was wrong', { fetched_at_ms: NOW_MS + 60_001 }, 1],
  ['that was visited by a clock a little ahead', { fetched_at_ms: NOW_MS + 60_000 }, 0],
  ['that the crawl visited', { crawl_id: 'made.1' }, 0],
  ['that another crawl, or a client, had visited since', { fetched_at_ms: BEGAN_MS }, 0],
  ['that a client brought in', { origin: 'client' }, 0],
  ['that is in the index no more', { state: 'absent' }, 0],
])('of a page %s it leaves this many: %j', (_, fields, count) => {
  const behind = new LeftBehind(crawlOf(), NOW_MS);
  behind.add(pageOf('p', fields));
  expect(behind.left.count).toBe(count);
});

it.each<[string, Partial<Crawl>, boolean]>([
  ['was cut', {}, true],
  ['a limit of bytes has ended', { ended_by: 'bytes' }, true],
  ['saw the whole site', { cut: false }, false],
  ['was cancelled', { state: 'cancelled' }, false],
  ['follows no links', { limits: { depth: 0, pages: 20 } }, false],
])('a crawl that %s leaves pages to the next: %j', (_, fields, leaves) => {
  expect(leavesPages(crawlOf(fields))).toBe(leaves);
});
