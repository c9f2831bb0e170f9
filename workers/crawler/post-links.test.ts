import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { NO_RULES } from '#core/crawl/link-rules.ts';
import type { EndingLimit } from '#core/crawl/outcome.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Crawl, allowDomain, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { openUrls } from '#core/tables/frontier.ts';
import type { Message } from '#messages/registry.ts';
import type { Row } from '#ports/table.ts';
import { Admissions } from './admissions.ts';
import { postLinks } from './post-links.ts';
import { PostedLinks } from './posted-links.ts';
import { ReachedHosts } from './reached-hosts.ts';
import { RefusedLinks } from './refused-links.ts';

/** A cache that counts the rows of crawls that are read though one is in hand. */
class CountedCache extends CrawlCache {
  anew = 0;
  override readAnew(...args: Parameters<CrawlCache['readAnew']>): ReturnType<CrawlCache['readAnew']> {
    this.anew += 1;
    return super.readAnew(...args);
  }
}

/** A table whose client tries an insert again when its answer is lost: the second time, the rows are there. */
class RetriedInserts extends MemoryTable {
  /** What others do just before the first try. */
  beforeInsert: (() => Promise<unknown>) | undefined;

  override async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    const act = this.beforeInsert;
    this.beforeInsert = undefined;
    await act?.();
    await super.insertNew(table, rows);
    return super.insertNew(table, rows);
  }
}

const LINKS = ['https://site.gov/a', 'https://site.gov/b'];
const TWIN = 'www.site.gov';

interface Posting {
  readonly pages?: number;
  readonly links?: readonly string[];
  readonly nofollow?: readonly string[];
  readonly links_over?: number;
  /** Of the page: 0 is the start page. */
  readonly depth?: number;
  readonly reached?: EndingLimit;
  readonly meanwhile?: (table: RetriedInserts, crawl: Crawl) => Promise<void>;
}

/**
 * Posts links of a page of a crawl that lets so many pages in. The row is in hand before `meanwhile`, which other
 * processes do.
 */
async function posted({
  pages = 10,
  links = LINKS,
  nofollow,
  links_over,
  depth = 1,
  reached,
  meanwhile = () => Promise.resolve(),
}: Posting) {
  const table = new RetriedInserts();
  const clock = new VirtualClock();
  const row = {
    crawl_id: 'site.gov.1',
    index: 'site.gov',
    site: 'site.gov',
    scheme: 'https',
    path: '/',
  } as const;
  const limits = { depth: 5, pages };
  await openCrawl(table, { ...row, domains: ['site.gov'], limits }, clock.now());
  const crawl = await readCrawl(table, 'site.gov.1');
  if (crawl === undefined) throw new Error('the crawl was not made');
  const sent: Message[] = [];
  const send = async (...messages: readonly Message[]): Promise<void> => void sent.push(...messages);
  const tallies = new Tallies(table, 'test');
  const memory = {
    posted: new PostedLinks(),
    hosts: new ReachedHosts(table),
    refused: new RefusedLinks(table, tallies),
  };
  const deps = {
    table,
    clock,
    crawls: new CountedCache(table, clock),
    robots: { lastKnown: () => Promise.resolve(undefined) },
    tallies,
    admissions: new Admissions(table, new CountingRandom()),
  };
  const visit = {
    kind: 'done',
    outcome: { kind: 'indexed', reason: 'new' },
    links,
    nofollow,
    links_over,
    attempts: 1,
    fresh: true,
  } as const;
  await meanwhile(table, crawl);
  const parent = { url: depth === 0 ? 'https://site.gov/' : 'https://site.gov/p', depth, redirects: [] };
  const { links: count, kept_out } = await clock.run(
    postLinks({ deps, memory, crawl, rules: NO_RULES, parent, reached, handling: { send } }, visit),
  );
  const frontier = (await table.query('frontier', { pk: 'site.gov.1' })).rows;
  return {
    count,
    kept_out,
    sent,
    opened: frontier.length,
    anew: deps.crawls.anew,
    crawl: await readCrawl(table, 'site.gov.1'),
  };
}

function sitesOf(messages: readonly Message[]): string[] {
  return messages.flatMap((message) =>
    message.type === 'index' || message.type === 'crawl' ? [message.site] : [],
  );
}

test('links whose opening was not heard of are posted, and keep their places in the crawl', async () => {
  const { count, sent, opened, crawl } = await posted({});
  expect([count, opened]).toEqual([2, 2]);
  expect(sent.map(({ type }) => type).toSorted()).toEqual(['crawl', 'crawl', 'index', 'index']);
  expect(crawl?.admitted).toBe(3);
});

test.each([
  ['another try of the same page', 'https://site.gov/p', 4],
  ['another page', 'https://site.gov/q', 2],
])('a link that %s opened just before keeps no place of ours', async (_, parent, messages) => {
  const { sent, opened, crawl } = await posted({
    meanwhile: async (table) => {
      const others = new Admissions(table, new CountingRandom());
      table.beforeInsert = async () => {
        await others.admit('site.gov.1', 1);
        await openUrls(table, 'site.gov.1', [
          { url: 'https://site.gov/a', depth: 2, parent, opened_by: 'other' },
        ]);
      };
    },
  });
  expect(opened).toBe(2);
  expect(crawl?.admitted).toBe(3);
  // The other try of this page may have died before it sent them; another page sees to its own.
  expect(sent).toHaveLength(messages);
});

test('a crawl never gets more pages than its limit, heard of or not', async () => {
  const { opened, crawl } = await posted({ pages: 2 });
  expect(opened).toBe(1);
  expect(crawl).toMatchObject({ admitted: 2, cut: true });
});

test('a crawl that does not know all links of a page does not see the whole site', async () => {
  expect(await posted({ links_over: 1 })).toMatchObject({ count: 2, crawl: { cut: true } });
  expect(await posted({ links_over: 0 })).toMatchObject({ count: 2, crawl: { cut: false } });
});

test('a crawl that has come to a limit takes in nothing more, and is cut only if there was more', async () => {
  const late = await posted({ reached: 'bytes' });
  expect(late).toMatchObject({
    count: 0,
    sent: [],
    opened: 0,
    crawl: { admitted: 1, cut: true, ended_by: 'bytes' },
  });
  expect(await posted({ reached: 'bytes', links: [] })).toMatchObject({ crawl: { cut: false } });
  // Opened by another try of the same page, which may have died before it sent them: they are open, and have to be closed.
  const again = await posted({
    reached: 'bytes',
    links: LINKS.slice(0, 1),
    meanwhile: async (table) => {
      await openUrls(table, 'site.gov.1', [
        { url: 'https://site.gov/a', depth: 2, parent: 'https://site.gov/p' },
      ]);
    },
  });
  expect(again).toMatchObject({ sent: [{ type: 'index' }, { type: 'crawl' }], crawl: { cut: false } });
});

test.each<[string, Posting, Record<string, number>]>([
  ['the limit of pages', { pages: 2 }, { pages: 1 }],
  ['the limit of depth', { depth: 5 }, { depth: 2 }],
  ['the domains', { links: ['https://other.gov/', 'https://other.gov/a', ...LINKS] }, { domain: 2 }],
  ['the limit of bytes', { reached: 'bytes' }, { bytes: 2 }],
  ['the limit of time', { reached: 'seconds' }, { seconds: 2 }],
  ['nofollow', { nofollow: ['https://site.gov/login', ...LINKS] }, { nofollow: 1 }],
  ['what is kept of a page', { links_over: 30 }, { page_links: 30 }],
  ['a trap', { links: ['https://site.gov/events/2193-04'] }, { calendar: 1 }],
])('links that are kept out by %s are counted by that', async (_, posting, kept_out) => {
  expect(await posted(posting)).toMatchObject({ kept_out });
});

test('links of the start page to the twin are posted when another process let it in since the row was read', async () => {
  const links = [`https://${TWIN}/a`, 'https://site.gov/b', 'https://other.gov/'];
  const letIn = (table: RetriedInserts, crawl: Crawl) => allowDomain(table, crawl, TWIN);
  const { sent } = await posted({ links, depth: 0, meanwhile: letIn });
  expect(sitesOf(sent)).toEqual([TWIN, TWIN, 'site.gov', 'site.gov']);
});

test.each([
  ['the start page, for which the row is read once more', 0, 1],
  ['another page, which has a row from after it was found', 1, 0],
])('links to the twin are not posted when nobody let it in: of %s', async (_, depth, reads) => {
  const { sent, anew } = await posted({ links: [`https://${TWIN}/a`, 'https://site.gov/b'], depth });
  expect(sitesOf(sent)).toEqual(['site.gov', 'site.gov']);
  expect(anew).toBe(reads);
});
