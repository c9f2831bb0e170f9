import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Crawl, allowDomain, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { openUrls } from '#core/tables/frontier.ts';
import type { Message } from '#messages/registry.ts';
import type { Row } from '#ports/table.ts';
import { Admissions } from './admissions.ts';
import { postLinks } from './post-links.ts';
import { PostedLinks } from './posted-links.ts';

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
  /** Of the page: 0 is the start page. */
  readonly depth?: number;
  readonly meanwhile?: (table: RetriedInserts, crawl: Crawl) => Promise<void>;
}

/**
 * Posts links of a page of a crawl that lets so many pages in. The row is in hand before `meanwhile`, which other
 * processes do.
 */
async function posted({
  pages = 10,
  links = LINKS,
  depth = 1,
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
  const deps = {
    table,
    clock,
    crawls: new CountedCache(table, clock),
    tallies: new Tallies(table, 'test'),
    admissions: new Admissions(table, new CountingRandom()),
  };
  const visit = {
    kind: 'done',
    outcome: { kind: 'indexed', reason: 'new' },
    links,
    attempts: 1,
    wire_bytes: 0,
    fresh: true,
  } as const;
  await meanwhile(table, crawl);
  const parent = { url: depth === 0 ? 'https://site.gov/' : 'https://site.gov/p', depth, redirects: [] };
  const count = await clock.run(
    postLinks(deps, new PostedLinks(), crawl, parent, visit, {
      send: async (...messages) => void sent.push(...messages),
    }),
  );
  const frontier = (await table.query('frontier', { pk: 'site.gov.1' })).rows;
  return {
    count,
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
