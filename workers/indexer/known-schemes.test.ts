import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { openCrawl } from '#core/tables/crawls.ts';
import { KnownSchemes } from './known-schemes.ts';

class CountedQueries extends MemoryTable {
  queries = 0;
  fails = false;
  override query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
    this.queries += 1;
    return this.fails ? Promise.reject(new Error('no answer')) : super.query(...args);
  }
}

async function crawl(
  table: MemoryTable,
  name: string,
  scheme: 'http' | 'https',
  at_ms: number,
): Promise<void> {
  const start = { index: 'made', site: 'site.gov', scheme, path: '/', domains: ['site.gov'] } as const;
  await openCrawl(table, { ...start, crawl_id: `made.${name}`, limits: { depth: 5, pages: 9 } }, at_ms);
}

it('the scheme of a site is that of its last crawl, some seconds old at most', async () => {
  const [table, clock] = [new CountedQueries(), new VirtualClock()];
  const schemes = new KnownSchemes(table, clock);
  expect(await schemes.of('made', 'site.gov')).toBe('https');
  await crawl(table, 'b', 'https', 1);
  await crawl(table, 'a', 'http', 2);
  expect(await schemes.of('made', 'site.gov')).toBe('https');
  await clock.advance(5000);
  expect(await schemes.of('made', 'site.gov')).toBe('http');
  expect(await schemes.of('made', 'other.gov')).toBe('https');
});

it('the crawls of an index are read once for many pages, and again where that failed', async () => {
  const [table, clock] = [new CountedQueries(), new VirtualClock()];
  const schemes = new KnownSchemes(table, clock);
  table.fails = true;
  const failed = [1, 2].map(() => schemes.of('made', 'site.gov'));
  for (const one of failed) await expect(one).rejects.toThrow('no answer');
  expect(table.queries).toBe(1);
  table.fails = false;
  for (let n = 0; n < 10; n += 1) expect(await schemes.of('made', 'site.gov')).toBe('https');
  expect(table.queries).toBe(2);
});
