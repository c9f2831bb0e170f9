import { expect, it } from 'vitest';
import { latestCrawls } from '#core/tables/crawls.ts';
import { pageBatches } from '#core/tables/pages.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

it('an index that is deleted while it is crawled does not come back', { timeout: 60_000 }, async () => {
  const pages = madePages(61, 200);
  await using site = await MadeSite.start(pages);
  await using system = await TestSystem.open({ env: { SITEPACK_DELAY_MS: '20' } });
  const { table, objects, queue, names } = system.platform;
  await system.start();
  const first = await system.crawled(site.url('/p/70'), { index: 'made', limits: { pages: 3 } });
  await system.searchable('made', first.version);
  await system.crawl(site.url(), { index: 'made' });
  site.forget();
  await until('the crawl to be in full swing', async () => site.asked().length > 10);
  expect((await system.send('DELETE', '/v1/indexes/made')).status).toBe(202);

  // Every message that was on its way when it was deleted, and every timer, has had its say.
  await until('everything to be quiet', async () => {
    const idle = await Promise.all(
      (['index', 'crawl', 'timer', 'pack'] as const).map(async (name) => {
        const { ready, delayed, in_flight } = await queue.counts(names.of(name));
        return ready + delayed + in_flight === 0;
      }),
    );
    const { rows } = await table.query('timers', { pk: 'timers', sparse: true });
    return idle.every(Boolean) && rows.length === 0;
  });
  expect((await system.http('/v1/indexes/made')).status).toBe(404);
  expect((await system.http('/v1/indexes/made/search?q=everywhere')).status).toBe(404);
  expect(await latestCrawls(table, 'made', 10)).toEqual([]);
  expect(await Array.fromAsync(pageBatches(table, 'made', false))).toEqual([]);
  for (const kind of ['packs', 'manifests', 'content', 'raw']) {
    expect((await objects.list(`${kind}/made/`)).objects, kind).toEqual([]);
  }
  expect(site.asked().length).toBeLessThan(pages.size);
});
