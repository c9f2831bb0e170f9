import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { openCrawl, readCrawl } from '#core/tables/crawls.ts';
import type { Message } from '#messages/registry.ts';
import type { Row } from '#ports/table.ts';
import { Admissions } from './admissions.ts';
import { postLinks } from './post-links.ts';
import { PostedLinks } from './posted-links.ts';

/** A table whose client tries an insert again when its answer is lost: the second time, the rows are there. */
class RetriedInserts extends MemoryTable {
  override async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    await super.insertNew(table, rows);
    return super.insertNew(table, rows);
  }
}

/** Posts two links of a page of a crawl that lets so many pages in. */
async function posted(pages: number) {
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
    crawls: new CrawlCache(table, clock),
    tallies: new Tallies(table, 'test'),
    admissions: new Admissions(table),
  };
  const links = ['https://site.gov/a', 'https://site.gov/b'];
  const visit = {
    kind: 'done',
    outcome: { kind: 'indexed', reason: 'new' },
    links,
    attempts: 1,
    wire_bytes: 0,
    fresh: true,
  } as const;
  const count = await clock.run(
    postLinks(deps, new PostedLinks(), crawl, { url: 'https://site.gov/', depth: 0, redirects: [] }, visit, {
      send: async (...messages) => void sent.push(...messages),
    }),
  );
  const frontier = (await table.query('frontier', { pk: 'site.gov.1' })).rows;
  return { count, sent, opened: frontier.length, crawl: await readCrawl(table, 'site.gov.1') };
}

test('links whose opening was not heard of are posted, and keep their places in the crawl', async () => {
  const { count, sent, opened, crawl } = await posted(10);
  expect([count, opened]).toEqual([2, 2]);
  expect(sent.map(({ type }) => type).toSorted()).toEqual(['crawl', 'crawl', 'index', 'index']);
  expect(crawl?.admitted).toBe(3);
});

test('a crawl never gets more pages than its limit, heard of or not', async () => {
  const { opened, crawl } = await posted(2);
  expect(opened).toBe(1);
  expect(crawl).toMatchObject({ admitted: 2, cut: true });
});
