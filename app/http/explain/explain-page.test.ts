import { expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { finishCrawl, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { ensureIndex } from '#core/tables/indexes.ts';
import { dueMark, timerKey, writeTimer } from '#core/tables/timers.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { embedded } from '../../../test/embedded.ts';
import { IDLE_CLUSTER } from '../testing/http-fixture.ts';
import { MOST_INDEXES, explainPage } from './explain-page.ts';
import { wayTo } from './way-to.ts';

const PAGE = 'https://site.gov/news';

/** Two crawls of the index "site", of which the older one failed to read the page. */
async function twoCrawls() {
  const ports = await embedded();
  const { table } = ports;
  await ensureIndex(table, 'site', { shards: 1 }, 0);
  for (const id of ['site.1', 'site.2']) {
    const limits = { depth: 5, pages: 5 };
    const start = { crawl_id: id, index: 'site', site: 'site.gov', scheme: 'https', path: '/' } as const;
    await openCrawl(table, { ...start, domains: ['site.gov'], limits }, 0);
  }
  await openUrls(table, 'site.1', [{ url: PAGE, depth: 1, parent: 'https://site.gov/' }]);
  const outcome = { kind: 'failed', code: 'timeout', reason: 'no answer in time' } as const;
  await closeUrl(table, 'site.1', PAGE, { outcome, attempts: 3, links: 0 });
  const crawl = await readCrawl(table, 'site.1');
  if (crawl !== undefined) await finishCrawl(table, crawl, { version: 0 }, 1);
  return { ...ports, cluster: () => IDLE_CLUSTER };
}

it('a page is found in the crawl that tried it, though a later one did not come across it', async () => {
  await using ports = await twoCrawls();
  expect((await explainPage(ports, PAGE, 'site')).pages).toMatchObject([
    {
      index: 'site',
      page: null,
      crawl: { crawl_id: 'site.1', state: 'done', seen: { outcome: { kind: 'failed', code: 'timeout' } } },
    },
  ]);
  expect((await explainPage(ports, 'https://site.gov/other', 'site')).pages).toMatchObject([
    { page: null, crawl: { crawl_id: 'site.2', seen: null } },
  ]);
});

it('a single page that could not be read is found in an index that there is not', async () => {
  await using ports = await twoCrawls();
  const outcome = { kind: 'gone', status: 404, reason: 'answered 404' };
  const visit = { visit_for: '', visit_owner: '', visit_until_ms: 0, attempts: 1, failures: 0 };
  const row = { url: PAGE, state: 'absent', origin: 'client', outcome, ...visit };
  await ports.table.put('pages', { pk: 'brandnew', sk: pageKey(PAGE), ...row });
  expect((await explainPage(ports, PAGE, 'brandnew')).pages).toMatchObject([
    { page: { state: 'absent', outcome } },
  ]);
  await expect(explainPage(ports, 'https://site.gov/other', 'brandnew')).rejects.toThrow(
    'there is no index "brandnew"',
  );
});

it('a page is found in the crawl that began last, whatever the ids of crawls are', async () => {
  await using ports = await twoCrawls();
  const { table } = ports;
  // As a queue makes them, of whose message it is the id.
  const start = {
    index: 'site',
    site: 'site.gov',
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
  } as const;
  for (const [crawl_id, began_ms] of [
    ['site.ffffffff-0000-4000-8000-000000000000', 10],
    ['site.00000000-0000-4000-8000-000000000000', 20],
  ] as const) {
    await openCrawl(table, { crawl_id, ...start, limits: { depth: 5, pages: 5 } }, began_ms);
    await openUrls(table, crawl_id, [{ url: PAGE, depth: 1, parent: 'https://site.gov/' }]);
  }
  expect((await explainPage(ports, PAGE, 'site')).pages).toMatchObject([
    { crawl: { crawl_id: 'site.00000000-0000-4000-8000-000000000000' } },
  ]);
});

it('a page is found in an index that a posted message has crawled for the first time, which has no row yet', async () => {
  await using ports = await twoCrawls();
  const { table } = ports;
  const url = 'https://other.gov/page';
  const start = {
    index: 'posted',
    site: 'other.gov',
    scheme: 'https',
    path: '/',
    domains: ['other.gov'],
  } as const;
  await openCrawl(table, { crawl_id: 'posted.1', ...start, limits: { depth: 5, pages: 5 } }, 0);
  await openUrls(table, 'posted.1', [{ url, depth: 1, parent: 'https://other.gov/' }]);
  const times = { started_at_ms: 0, timeout_ms: 1, deadline_ms: 1, generation: 1 };
  const running = { state: 'running', started_by: 'start', mark: dueMark(1), callback: null } as const;
  await writeTimer(
    table,
    { ...timerKey('posted', 'other.gov'), index: 'posted', site: 'other.gov', ...times, ...running },
    undefined,
  );
  expect((await explainPage(ports, url)).pages).toMatchObject([
    { index: 'posted', crawl: { crawl_id: 'posted.1', seen: { depth: 1 } } },
  ]);
});

it('its aliases are told where they are asked for, of the crawl that came across it', async () => {
  await using ports = await twoCrawls();
  const old = 'https://site.gov/old';
  await openUrls(ports.table, 'site.1', [{ url: old, depth: 1, parent: 'https://site.gov/' }]);
  const outcome = { kind: 'redirected', to: PAGE, status: 301, reason: 'answered 301' } as const;
  await closeUrl(ports.table, 'site.1', old, { outcome, attempts: 1, links: 0 });
  const aliases = async (url: string, ...more: [index?: string, options?: { aliases: boolean }]) =>
    (await explainPage(ports, url, ...more)).pages.map((page) => page.aliases);
  const found = { urls: [old], more: false, all_looked_at: true };
  expect(await aliases(PAGE, 'site', { aliases: true })).toEqual([found]);
  expect(await aliases(PAGE, undefined, { aliases: true })).toEqual([found]);
  expect(await aliases(PAGE, 'site')).toEqual([null]);
  expect(await aliases('https://site.gov/never', 'site', { aliases: true })).toEqual([null]);
});

it('a page is found elsewhere by the other scheme, in any index', async () => {
  await using ports = await twoCrawls();
  const elsewhere = async (url: string, index?: string) => (await explainPage(ports, url, index)).elsewhere;
  expect(await elsewhere('http://site.gov/news')).toEqual([{ url: PAGE, index: 'site' }]);
  expect(await elsewhere('http://site.gov/news', 'site')).toEqual([{ url: PAGE, index: 'site' }]);
  expect(await elsewhere('http://site.gov/other')).toEqual([]);
});

it('a link is explained by the URL that crawls of the index read in its place', async () => {
  await using ports = await twoCrawls();
  const before = await readSettings(ports.table, 'site');
  await writeSettings(ports.table, 'site', { crawl: { drop_query: ['sort'] } }, before);
  const link = `${PAGE}?utm_source=letter&sort=up`;
  for (const index of ['site', undefined])
    expect(await explainPage(ports, link, index)).toMatchObject({
      pages: [{ index: 'site', url: PAGE, crawl: { crawl_id: 'site.1', seen: { depth: 1 } } }],
      elsewhere: [],
    });
  expect((await explainPage(ports, `${PAGE}?page=2`)).pages).toMatchObject([{ url: `${PAGE}?page=2` }]);
  // A client may have posted it as it stands.
  await openUrls(ports.table, 'site.2', [{ url: link, depth: 3, parent: '' }]);
  expect((await explainPage(ports, link, 'site')).pages).toMatchObject([
    { url: link, crawl: { crawl_id: 'site.2', seen: { depth: 3 } } },
  ]);
});

it('of many indexes some are looked into, by few calls each, and the others are counted', async () => {
  await using ports = await twoCrawls();
  const { table } = ports;
  for (let n = 0; n < 250; n += 1) await ensureIndex(table, `index${n}`, { shards: 1 }, 0);
  const [get, getMany, query] = [table.get.bind(table), table.getMany.bind(table), table.query.bind(table)];
  let calls = 0;
  table.get = (...args) => ((calls += 1), get(...args));
  table.getMany = (...args) => ((calls += 1), getMany(...args));
  table.query = (...args) => ((calls += 1), query(...args));
  const unknown = await explainPage(ports, 'https://other.gov/');
  expect(unknown).toMatchObject({ pages: [{ index: 'other.gov', page: null, live: null }], elsewhere: [] });
  expect(unknown.indexes_left).toBe(251 - (MOST_INDEXES - 1));
  expect(calls).toBeLessThan(4 * MOST_INDEXES);
});

it('says when a page was last answered for, not when somebody last tried', async () => {
  await using ports = await twoCrawls();
  const row = { pk: 'site', sk: pageKey(PAGE), url: PAGE, origin: 'crawl', state: 'present' };
  const visits = { visit_for: '', visit_owner: '', visit_until_ms: 0, attempts: 1, failures: 0 };
  await ports.table.put('pages', { ...row, ...visits, fetched_at_ms: 9000, asked_at_ms: 5000 });
  expect((await explainPage(ports, PAGE, 'site')).pages).toMatchObject([{ page: { asked_at_ms: 5000 } }]);
});

it('a page is followed back to the start page, by the links that led to it', async () => {
  await using ports = await twoCrawls();
  const chain = ['', 'https://site.gov/', 'https://site.gov/a', 'https://site.gov/b'];
  await openUrls(
    ports.table,
    'site.2',
    chain.slice(1).map((url, depth) => ({ url, depth, parent: chain[depth] ?? '' })),
  );
  expect((await explainPage(ports, 'https://site.gov/b', 'site')).pages).toMatchObject([
    {
      crawl: {
        crawl_id: 'site.2',
        seen: {
          depth: 2,
          way: [
            { url: 'https://site.gov/', depth: 0 },
            { url: 'https://site.gov/a', depth: 1 },
          ],
          way_cut: false,
        },
      },
    },
  ]);
});

it('says of a page that was known before, and of what it points to, that nothing led to it', async () => {
  await using ports = await twoCrawls();
  const [old, now] = ['https://site.gov/old', 'https://site.gov/now'];
  await openUrls(ports.table, 'site.2', [
    { url: old, depth: 5, parent: '', known: true },
    { url: now, depth: 5, parent: old, known: true },
    { url: PAGE, depth: 1, parent: 'https://site.gov/' },
  ]);
  const isKnown = async (url: string) =>
    (await explainPage(ports, url, 'site')).pages.map(({ crawl }) => crawl?.seen?.known);
  expect(await isKnown(old)).toEqual([true]);
  expect(await isKnown(now)).toEqual([true]);
  expect(await isKnown(PAGE)).toEqual([false]);
});

it('a way that is longer than is told, or goes in a circle, ends', async () => {
  await using ports = await twoCrawls();
  const url = (n: number): string => `https://site.gov/${n}`;
  const rows = Array.from({ length: 60 }, (_, n) => ({
    url: url(n),
    depth: n,
    parent: n === 0 ? '' : url(n - 1),
  }));
  await openUrls(ports.table, 'site.2', rows);
  const row = (n: number, parent: string) => ({ pk: 'site.2', sk: '', url: url(n), depth: n, parent });
  const long = await wayTo(ports.table, row(60, url(59)));
  expect([long.way.length, long.way[0]?.depth, long.cut]).toEqual([50, 10, true]);
  const round = [
    { url: url(100), depth: 1, parent: url(101) },
    { url: url(101), depth: 1, parent: url(100) },
  ];
  await openUrls(ports.table, 'site.2', round);
  expect(await wayTo(ports.table, row(100, url(101)))).toMatchObject({
    way: [{ url: url(101) }],
    cut: false,
  });
});
