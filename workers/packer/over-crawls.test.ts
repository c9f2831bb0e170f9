import { expect, test } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { cancelCrawl, noteCut, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { endCrawls, overCrawls } from './over-crawls.ts';

const START = {
  index: 'made',
  crawl_id: 'made.1',
  site: 'site.gov',
  scheme: 'https',
  path: '/',
  domains: ['site.gov'],
} as const;

test('a crawl that is cancelled while its report is written ends as cancelled, in the report too', async () => {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  const objects = new (class extends MemoryObjects {
    override async put(...args: Parameters<MemoryObjects['put']>): Promise<number> {
      const bytes = await super.put(...args);
      await cancelCrawl(table, 'made.1');
      return bytes;
    }
  })({ clock });
  const url = 'https://site.gov/';
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 1 } }, clock.now());
  await openUrls(table, 'made.1', [{ url, depth: 0, parent: '' }]);
  const outcome = { kind: 'gone', status: 404, reason: 'answered 404' } as const;
  await closeUrl(table, 'made.1', url, { outcome, attempts: 1, links: 0 });

  await endCrawls({ table, objects, clock }, await overCrawls({ table }, 'made'), 1);
  const crawl = await readCrawl(table, 'made.1');
  expect(crawl).toMatchObject({ state: 'cancelled', version: 1 });
  expect(crawl?.mark).toBeUndefined();
  const report: unknown = JSON.parse(
    Buffer.from((await objects.get('reports/made.1.json')) ?? '').toString(),
  );
  expect(report).toMatchObject({ state: 'cancelled' });
});

test('a crawl whose start page is opened while it is looked at is not over', async () => {
  const clock = new VirtualClock();
  let looks = 0;
  const table = new (class extends MemoryTable {
    override async query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
      const page = await super.query(...args);
      // Right after the first look for open rows.
      if (args[0] === 'frontier' && (looks += 1) === 1)
        await openUrls(this, 'made.1', [{ url: 'https://site.gov/', depth: 0, parent: '' }]);
      return page;
    }
  })();
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 1 } }, clock.now());
  expect(await overCrawls({ table }, 'made')).toEqual([]);
});

test('a crawl that a limit cut while it was looked at is not complete', async () => {
  const clock = new VirtualClock();
  const url = 'https://site.gov/';
  const table = new (class extends MemoryTable {
    override async query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
      const crawl = await readCrawl(this, 'made.1');
      // Right before the first look for open rows: its one page closes, whose links are too deep.
      if (args[0] === 'frontier' && crawl?.cut === false) {
        await noteCut(this, crawl);
        const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
        await closeUrl(this, 'made.1', url, { outcome, attempts: 1, links: 0 });
      }
      return super.query(...args);
    }
  })();
  await openCrawl(table, { ...START, limits: { depth: 0, pages: 1 } }, clock.now());
  await openUrls(table, 'made.1', [{ url, depth: 0, parent: '' }]);
  expect(await overCrawls({ table }, 'made')).toMatchObject([{ crawl: { cut: true }, complete: false }]);
});

test('a crawl that found and read a page while it was looked at is not over yet', async () => {
  const clock = new VirtualClock();
  const [home, other] = ['https://site.gov/', 'https://site.gov/other'];
  const outcome = { kind: 'gone', status: 404, reason: 'answered 404' } as const;
  let looks = 0;
  const table = new (class extends MemoryTable {
    override async query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
      const page = await super.query(...args);
      // Right after the frontier was read for the summary.
      if (args[0] === 'frontier' && (looks += 1) === 2) {
        await this.update('crawls', { pk: 'made', sk: 'made.1' }, { set: { admitted: 2 } });
        await openUrls(this, 'made.1', [{ url: other, depth: 1, parent: home }]);
        await closeUrl(this, 'made.1', other, { outcome, attempts: 1, links: 0 });
      }
      return page;
    }
  })();
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 2 } }, clock.now());
  await openUrls(table, 'made.1', [{ url: home, depth: 0, parent: '' }]);
  await closeUrl(table, 'made.1', home, { outcome, attempts: 1, links: 0 });
  expect(await overCrawls({ table }, 'made')).toEqual([]);
  expect(await overCrawls({ table }, 'made')).toMatchObject([{ summary: { counts: { found: 2 } } }]);
});

test('a crawl that lets a page in while its report is written goes on', async () => {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  let isLate = true;
  const objects = new (class extends MemoryObjects {
    override async put(...args: Parameters<MemoryObjects['put']>): Promise<number> {
      if (isLate) await table.update('crawls', { pk: 'made', sk: 'made.1' }, { set: { admitted: 2 } });
      return super.put(...args);
    }
  })({ clock });
  const outcome = { kind: 'gone', status: 404, reason: 'answered 404' } as const;
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 2 } }, clock.now());
  await openUrls(table, 'made.1', [{ url: 'https://site.gov/', depth: 0, parent: '' }]);
  await closeUrl(table, 'made.1', 'https://site.gov/', { outcome, attempts: 1, links: 0 });

  const over = await overCrawls({ table }, 'made');
  expect(await endCrawls({ table, objects, clock }, over, 1)).toEqual([]);
  expect((await readCrawl(table, 'made.1'))?.mark).toBeDefined();
  isLate = false;
  const later = await overCrawls({ table }, 'made');
  expect(await endCrawls({ table, objects, clock }, later, 2)).toEqual(later);
  expect(await readCrawl(table, 'made.1')).toMatchObject({ state: 'done', version: 2 });
});
