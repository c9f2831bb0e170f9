import { expect, test } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { cancelCrawl, noteCut, openCrawl, readCrawl, reserveRefused } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { readLeftPages, writeLeftPages } from '#core/tables/left-pages.ts';
import { NO_PROGRESS, writeTally } from '#core/tables/tallies.ts';
import { endCrawls, overCrawls } from './over-crawls.ts';
import { UNHEARD } from './testing/handling.ts';

const random = new CountingRandom();

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

  await endCrawls({ table, objects, clock }, await overCrawls({ table, clock, random }, 'made', UNHEARD), {
    version: 1,
  });
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
  expect(await overCrawls({ table, clock, random }, 'made', UNHEARD)).toEqual([]);
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
  expect(await overCrawls({ table, clock, random }, 'made', UNHEARD)).toMatchObject([
    { crawl: { cut: true }, complete: false },
  ]);
});

test('a crawl that noted a link as kept out while it was looked at is summed up anew', async () => {
  const clock = new VirtualClock();
  let looks = 0;
  const table = new (class extends MemoryTable {
    override async query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
      const page = await super.query(...args);
      if (args[0] === 'frontier' && (looks += 1) === 1)
        await reserveRefused(this, 'made.1', new Map([['calendar', 1]]));
      return page;
    }
  })();
  const url = 'https://site.gov/';
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 1 } }, clock.now());
  await openUrls(table, 'made.1', [{ url, depth: 0, parent: '' }]);
  const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
  await closeUrl(table, 'made.1', url, { outcome, attempts: 1, links: 0 });
  expect(await overCrawls({ table, clock, random }, 'made', UNHEARD)).toEqual([]);
  expect(await overCrawls({ table, clock, random }, 'made', UNHEARD)).toMatchObject([
    { crawl: { refused: 'calendar=1' } },
  ]);
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
  expect(await overCrawls({ table, clock, random }, 'made', UNHEARD)).toEqual([]);
  expect(await overCrawls({ table, clock, random }, 'made', UNHEARD)).toMatchObject([
    { summary: { counts: { found: 2 } } },
  ]);
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

  const over = await overCrawls({ table, clock, random }, 'made', UNHEARD);
  expect(await endCrawls({ table, objects, clock }, over, { version: 1 })).toEqual([]);
  expect((await readCrawl(table, 'made.1'))?.mark).toBeDefined();
  isLate = false;
  const later = await overCrawls({ table, clock, random }, 'made', UNHEARD);
  expect(await endCrawls({ table, objects, clock }, later, { version: 2 })).toEqual(later);
  expect(await readCrawl(table, 'made.1')).toMatchObject({ state: 'done', version: 2 });
});

test('the report of a crawl that another packer has ended meanwhile stands', async () => {
  const [clock, table] = [new VirtualClock(), new MemoryTable()];
  const objects = new MemoryObjects({ clock });
  const url = 'https://site.gov/';
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 2 } }, clock.now());
  await openUrls(table, 'made.1', [{ url, depth: 0, parent: '' }]);
  const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
  await closeUrl(table, 'made.1', url, { outcome, attempts: 1, links: 0 });
  const deps = { table, objects, clock };
  // Both have found it over: one of them then slept past the end of its lease.
  const over = await overCrawls({ table, clock, random }, 'made', UNHEARD);
  expect(await endCrawls(deps, over, { version: 2 })).toEqual(over);
  expect(await endCrawls(deps, over, { version: 1 })).toEqual(over);
  const report = Buffer.from((await objects.get('reports/made.1.json')) ?? '').toString();
  expect(JSON.parse(report)).toMatchObject({ version: 2 });
  expect(await readCrawl(table, 'made.1')).toMatchObject({ version: 2 });
});

test('a crawl that is cut while its version is made goes on: what it leaves was not looked for', async () => {
  const [clock, table] = [new VirtualClock(), new MemoryTable()];
  const objects = new MemoryObjects({ clock });
  const url = 'https://site.gov/';
  const left = { urls: [`${url}a`], crowded: false, keeping: 0 };
  await writeLeftPages(table, 'made', START, left);
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 2 } }, clock.now());
  await openUrls(table, 'made.1', [{ url, depth: 0, parent: '' }]);
  const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
  await closeUrl(table, 'made.1', url, { outcome, attempts: 1, links: 0 });
  const over = await overCrawls({ table, clock, random }, 'made', UNHEARD);
  expect(over).toMatchObject([{ complete: true }]);
  const crawl = await readCrawl(table, 'made.1');
  if (crawl !== undefined) await noteCut(table, crawl);
  expect(await endCrawls({ table, objects, clock }, over, { version: 1 })).toEqual([]);
  expect((await readCrawl(table, 'made.1'))?.mark).toBeDefined();
  expect(await readLeftPages(table, 'made', START)).toMatchObject(left);
  const again = await overCrawls({ table, clock, random }, 'made', UNHEARD);
  const kept = new Map([['made.1', { count: 5, urls: [`${url}b`] }]]);
  expect(await endCrawls({ table, objects, clock }, again, { version: 2 }, { left: kept })).toEqual(again);
  const report = Buffer.from((await objects.get('reports/made.1.json')) ?? '').toString();
  expect(JSON.parse(report)).toMatchObject({ complete: false, limit_hit: true, known_pages: { kept: 5 } });
  expect(await readLeftPages(table, 'made', START)).toMatchObject({ urls: [`${url}b`] });
});

test('the report has links that were not followed, whether their worker has written its tally or not', async () => {
  const [clock, table] = [new VirtualClock(), new MemoryTable()];
  const objects = new MemoryObjects({ clock });
  const url = 'https://site.gov/';
  const sitemap = { guessed: false, further: 0 };
  await openCrawl(table, { ...START, limits: { depth: 1, pages: 10 } }, clock.now());
  await openUrls(table, 'made.1', [
    { url, depth: 0, parent: '' },
    { url: `${url}map`, depth: 0, parent: url, sitemap },
  ]);
  const outcome = { kind: 'indexed', reason: 'new' } as const;
  const kept_out = { calendar: 300, depth: 2 };
  await closeUrl(table, 'made.1', url, { outcome, attempts: 1, links: 0, kept_out });
  // Of the parts of a sitemap its row tells of the last one.
  await closeUrl(table, 'made.1', `${url}map`, { outcome, attempts: 1, links: 0, kept_out: { depth: 1 } });
  await writeTally(table, 'made.1', 'one', { ...NO_PROGRESS, refused_links: { depth: 12 } });
  await endCrawls({ table, objects, clock }, await overCrawls({ table, clock, random }, 'made', UNHEARD), {
    version: 1,
  });
  const report: unknown = JSON.parse(
    Buffer.from((await objects.get('reports/made.1.json')) ?? '').toString(),
  );
  expect(report).toMatchObject({ refused_links: { calendar: 300, depth: 12 } });
});

test('a page that names another URL is looked at once more if that came to nothing, but not when a limit has ended its crawl', async () => {
  const [url, own] = ['https://site.gov/', 'https://site.gov/own'];
  const over = async (ended: boolean) => {
    const [clock, table] = [new VirtualClock(), new MemoryTable()];
    await openCrawl(table, { ...START, limits: { depth: 1, pages: 9, seconds: 60 } }, 0);
    await openUrls(table, 'made.1', [{ url, depth: 0, parent: '' }]);
    const outcome = { kind: 'alias', of: own, reason: 'rel=canonical' } as const;
    await closeUrl(table, 'made.1', url, { outcome, attempts: 1, links: 0 });
    const crawl = await readCrawl(table, 'made.1');
    if (ended && crawl !== undefined) await noteCut(table, crawl, 'seconds');
    return overCrawls({ table, clock, random }, 'made', UNHEARD);
  };
  expect(await over(false)).toEqual([]);
  expect(await over(true)).toMatchObject([{ crawl: { ended_by: 'seconds' }, complete: false }]);
});
