import { expect, it } from 'vitest';
import { addReachedHost, readReachedHosts } from '#core/tables/crawl-hosts.ts';
import { finishCrawl, latestCrawls, openCrawl } from '#core/tables/crawls.ts';
import { frontierRows, openUrls } from '#core/tables/frontier.ts';
import { NO_PROGRESS, readProgress, writeTally } from '#core/tables/tallies.ts';
import { embedded } from '../../test/embedded.ts';
import { dropOldCrawls } from './drop-old-crawls.ts';

const index = 'made';
const never = new AbortController().signal;
type Ports = Awaited<ReturnType<typeof embedded>>;

/** Makes a crawl of 250 URLs that counted one of them; it ended when `finished_at_ms` is given. */
async function makeCrawl(
  { table, objects }: Ports,
  name: string,
  finished_at_ms?: number,
  began_ms = 1,
): Promise<void> {
  const crawl_id = `${index}.${name}`;
  const start = {
    crawl_id,
    index,
    site: 'site.gov',
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
  } as const;
  const crawl = await openCrawl(table, { ...start, limits: { depth: 5, pages: 500 } }, began_ms);
  const urls = Array.from({ length: 250 }, (_, n) => `https://site.gov/${n}`);
  await openUrls(
    table,
    crawl_id,
    urls.map((url) => ({ url, depth: 1, parent: '' })),
  );
  await writeTally(table, crawl_id, 'worker', { ...NO_PROGRESS, found: 1 });
  await addReachedHost(table, crawl_id, 0, 'a.site.gov');
  if (finished_at_ms === undefined) return;
  await objects.put(`reports/${crawl_id}.json`, Buffer.from('{}'));
  await finishCrawl(table, crawl, { version: 1 }, finished_at_ms);
}

it('keeps the crawls that ended last, and leaves nothing of those before', async () => {
  await using ports = await embedded();
  const { table, objects } = ports;
  // In the order of their names, which clients give as they like, others would be the last.
  await makeCrawl(ports, 'd-first', 1);
  await makeCrawl(ports, 'c-second', 2);
  await makeCrawl(ports, 'b-third', 3);
  await makeCrawl(ports, 'a-active', undefined, 4);
  await dropOldCrawls({ ...ports, settings: { keep_crawls: 2 } }, index, never);

  const left = (await latestCrawls(table, index, 10)).map(({ sk }) => sk);
  expect(left).toEqual(['made.a-active', 'made.c-second', 'made.b-third']);
  expect(await Array.fromAsync(frontierRows(table, 'made.d-first', false))).toEqual([]);
  expect(await readProgress(table, 'made.d-first')).toEqual(NO_PROGRESS);
  expect(await readReachedHosts(table, 'made.d-first')).toEqual([]);
  const reports = (await objects.list('reports/')).objects.map(({ key }) => key);
  expect(reports).toEqual(['reports/made.b-third.json', 'reports/made.c-second.json']);
  await expect(makeCrawl(ports, 'd-first')).rejects.toThrow('was deleted');
  for (const crawl_id of left) {
    expect(await Array.fromAsync(frontierRows(table, crawl_id, false))).toHaveLength(250);
    expect((await readProgress(table, crawl_id)).found).toBe(1);
    expect(await readReachedHosts(table, crawl_id)).toEqual(['a.site.gov']);
  }
});

it('keeps those beyond that ended since one began that goes on', async () => {
  await using ports = await embedded();
  const { table } = ports;
  for (const [name, at_ms] of [
    ['a', 1],
    ['b', 3],
    ['c', 4],
  ] as const)
    await makeCrawl(ports, name, at_ms);
  await makeCrawl(ports, 'active', undefined, 2);
  await dropOldCrawls({ ...ports, settings: { keep_crawls: 1 } }, index, never);
  const left = (await latestCrawls(table, index, 10)).map(({ sk }) => sk).toSorted();
  expect(left).toEqual(['made.active', 'made.b', 'made.c']);
});

it('finds again what it began to delete when it was stopped', async () => {
  await using ports = await embedded();
  await makeCrawl(ports, 'first', 1);
  await makeCrawl(ports, 'second', 2);
  const deps = { ...ports, settings: { keep_crawls: 1 } };
  await expect(dropOldCrawls(deps, index, AbortSignal.abort(new Error('it stops')))).rejects.toThrow(
    'it stops',
  );
  expect(await latestCrawls(ports.table, index, 10)).toHaveLength(2);
  await dropOldCrawls(deps, index, never);
  expect(await latestCrawls(ports.table, index, 10)).toHaveLength(1);
});
