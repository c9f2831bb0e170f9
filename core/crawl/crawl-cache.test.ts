import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { allowDomain, openCrawl } from '#core/tables/crawls.ts';
import type { Key, Row } from '#ports/table.ts';
import { CRAWL_FRESH_MS, CrawlCache } from './crawl-cache.ts';

const ID = 'site.gov.1';
const START = 'https://site.gov/';
const PAGE = 'https://site.gov/a';
const TWIN = 'www.site.gov';

/** A table that counts reads of single rows. */
class CountedReads extends MemoryTable {
  reads = 0;
  override get(table: string, key: Key): Promise<Row | undefined> {
    this.reads += 1;
    return super.get(table, key);
  }
}

async function rig() {
  const [table, clock] = [new CountedReads(), new VirtualClock()];
  const start = {
    crawl_id: ID,
    index: 'site.gov',
    site: 'site.gov',
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
    limits: { depth: 5, pages: 10 },
  } as const;
  const crawl = await openCrawl(table, start, clock.now());
  table.reads = 0;
  const cache = new CrawlCache(table, clock);
  return {
    cache,
    table,
    clock,
    domains: async (url: string) => (await cache.getForPage(ID, url))?.domains,
    letTwinIn: () => allowDomain(table, crawl, TWIN),
  };
}

describe('a row that was read before the twin was let in', () => {
  it('for the start page is not taken for a page that was found since', async () => {
    const { domains, letTwinIn } = await rig();
    expect(await domains(START)).toEqual(['site.gov']);
    await letTwinIn();
    expect(await domains(PAGE)).toEqual(['site.gov', TWIN]);
  });

  it('for nobody who needs its domains is not taken for a page', async () => {
    const { cache, domains, letTwinIn } = await rig();
    await cache.get(ID);
    await letTwinIn();
    expect(await domains(PAGE)).toEqual(['site.gov', TWIN]);
  });

  it('is not taken for a page of the twin, whatever it was read for', async () => {
    const { domains, letTwinIn } = await rig();
    await domains(PAGE);
    await letTwinIn();
    expect(await domains(`https://${TWIN}/a`)).toEqual(['site.gov', TWIN]);
  });

  it('is not shared with a page while it is still being read for the start page', async () => {
    const { domains, letTwinIn } = await rig();
    const first = domains(START);
    await letTwinIn();
    expect(await domains(PAGE)).toEqual(['site.gov', TWIN]);
    expect(await first).toEqual(['site.gov']);
  });
});

it('reads once a second for all pages of the hosts that it knows', async () => {
  const { domains, table, clock } = await rig();
  for (const url of [PAGE, START, 'https://site.gov/b', 'https://other.gov/']) await domains(url);
  await Promise.all([domains(PAGE), domains(PAGE)]);
  expect(table.reads).toBe(1);
  await clock.advance(CRAWL_FRESH_MS);
  await domains(PAGE);
  expect(table.reads).toBe(2);
});

it('reads once more for all the pages that ask together after the start page', async () => {
  const { domains, table } = await rig();
  await domains(START);
  await Promise.all([PAGE, 'https://site.gov/b', 'https://site.gov/c'].map(domains));
  expect(table.reads).toBe(2);
});

it('a crawl that is not there yet is looked for again by who asks next', async () => {
  const [table, clock] = [new MemoryTable(), new VirtualClock()];
  const cache = new CrawlCache(table, clock);
  expect(await cache.get(ID)).toBeUndefined();
  const start = { index: 'site.gov', site: 'site.gov', scheme: 'https', path: '/' } as const;
  const limits = { depth: 5, pages: 10 };
  await openCrawl(table, { ...start, crawl_id: ID, domains: ['site.gov'], limits }, clock.now());
  expect(await cache.get(ID)).toMatchObject({ sk: ID });
});
