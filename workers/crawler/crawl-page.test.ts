import { pino } from 'pino';
import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { leftUnread } from '#core/crawl/ending-limit.ts';
import type { EndingLimit } from '#core/crawl/outcome.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import type { Visit } from '#core/crawl/visit.ts';
import { Visitor } from '#core/crawl/visitor.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { SettingsCache } from '#core/settings/settings-cache.ts';
import { openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, frontierRows, openAgain, openUrls, readUrls } from '#core/tables/frontier.ts';
import { pageKey } from '#core/crawl/url.ts';
import { Admissions } from './admissions.ts';
import { crawlPage } from './crawl-page.ts';
import { EndWatch } from './end-watch.ts';
import { PostedLinks } from './posted-links.ts';
import { ReachedHosts } from './reached-hosts.ts';
import { RefusedLinks } from './refused-links.ts';

const URL = 'https://site.gov/a';
const ALIAS = { kind: 'alias', of: 'https://site.gov/b', reason: 'rel=canonical' } as const;

/** A page is visited once more; what comes of it, in a crawl that may have come to a limit meanwhile. @param known it is one that nothing led to. */
async function visitedAgain(visit: Visit, reached?: EndingLimit, known?: boolean) {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  const start = { crawl_id: 'made.1', index: 'made', site: 'site.gov', scheme: 'https', path: '/' } as const;
  await openCrawl(table, { ...start, domains: ['site.gov'], limits: { depth: 5, pages: 9 } }, clock.now());
  await openUrls(table, 'made.1', [{ url: URL, depth: 1, parent: 'https://site.gov/' }]);
  await closeUrl(table, 'made.1', URL, { outcome: ALIAS, attempts: 1, links: 0 });
  await openAgain(table, { pk: 'made.1', sk: pageKey(URL) }, 'itself');
  const tallies = new Tallies(table, 'test');
  const visitor: Visitor = Object.assign(Object.create(Visitor.prototype), { visit: async () => visit });
  const deps = {
    table,
    clock,
    visitor,
    robots: { lastKnown: () => Promise.resolve(undefined) },
    crawls: new CrawlCache(table, clock),
    indexSettings: new SettingsCache(table, clock),
    tallies,
    limitWatch: { reached: async () => reached },
    admissions: new Admissions(table, new CountingRandom()),
    settings: { concurrency: 1, handler_timeout_ms: 1000 },
  };
  const refused = new RefusedLinks(table, tallies);
  const memory = { posted: new PostedLinks(), hosts: new ReachedHosts(table), refused };
  const handling = {
    signal: new AbortController().signal,
    log: pino({ level: 'silent' }),
    message_id: 'one',
    receive_count: 1,
    origin: {},
    send: async () => undefined,
  };
  const where = { site: 'site.gov', scheme: 'https', path: '/a', crawl_id: 'made.1' } as const;
  const message = { type: 'crawl', ...where, depth: 1, again: 'itself', known } as const;
  await clock.run(crawlPage(deps, memory, new EndWatch(deps))(message, handling));
  const [row] = await readUrls(table, 'made.1', [URL]);
  const opened = await Array.fromAsync(frontierRows(table, 'made.1', true));
  return { row, crawl: await readCrawl(table, 'made.1'), opened };
}

it('a page that is visited once more closes as what it came to', async () => {
  const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
  const own_url = ALIAS.of;
  const visit = { kind: 'done', outcome, links: [], attempts: 2, fresh: true, own_url } as const;
  const { row, crawl } = await visitedAgain(visit);
  expect(row).toMatchObject({ outcome, own_url, attempts: 2 });
  expect(row?.mark).toBeUndefined();
  expect(crawl).toMatchObject({ cut: false });
});

it('a crawl that comes to a limit before a page is visited once more has not seen all', async () => {
  const visit = { kind: 'done', outcome: ALIAS, links: [], attempts: 1, fresh: false } as const;
  const { row, crawl } = await visitedAgain(visit, 'seconds');
  expect(row).toMatchObject({ outcome: ALIAS });
  expect(crawl).toMatchObject({ cut: true, ended_by: 'seconds' });
});

it('a limit that leaves a page unread is noted, though a clock that is set back then says there is time left', async () => {
  const outcome = leftUnread('seconds', { depth: 5, pages: 9, seconds: 14 });
  const visit = { kind: 'done', outcome, links: [], attempts: 0, fresh: true } as const;
  const { row, crawl } = await visitedAgain(visit, undefined);
  expect(row).toMatchObject({ outcome: { kind: 'skipped', why: 'seconds' } });
  expect(crawl).toMatchObject({ cut: true, ended_by: 'seconds' });
});

it('the links of a page that nothing led to are not followed, but where it is now', async () => {
  const links = ['https://site.gov/c'];
  const read = { kind: 'done', links, attempts: 1, fresh: true } as const;
  const indexed = { kind: 'indexed', reason: 'answered 200' } as const;
  expect((await visitedAgain({ ...read, outcome: indexed })).opened).toMatchObject([{ url: links[0] }]);
  const { row, opened } = await visitedAgain({ ...read, outcome: indexed }, undefined, true);
  expect(row).toMatchObject({ outcome: indexed, links: 0 });
  expect(opened).toEqual([]);
  const moved = { kind: 'redirected', to: 'https://site.gov/c', reason: 'answered 301' } as const;
  expect((await visitedAgain({ ...read, outcome: moved }, undefined, true)).opened).toMatchObject([
    { url: links[0], depth: 1, known: true },
  ]);
});
