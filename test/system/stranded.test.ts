import { describe, expect, it } from 'vitest';
import { openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { hostOf } from '#core/crawl/url.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { MadeSite } from './site.ts';

const LIMITS = { depth: 10, pages: 1000 };

describe('a crawl that nobody would end', { timeout: 60_000 }, () => {
  it('is taken up again when it was accepted and its message was lost', async () => {
    await using site = await MadeSite.start(madePages(1, 6));
    await using system = await TestSystem.open({ env: { SITEPACK_CRAWL_TIMEOUT_S: '0.3' } });
    const { table, clock } = system.platform;
    const url = site.url();
    // The row alone, as a process leaves it that dies before it sends the message; the index is known by another crawl.
    await system.start();
    await system.crawled(url, { index: 'docs' });
    const start = {
      index: 'docs',
      site: hostOf(url),
      scheme: 'http',
      path: '/',
      domains: [hostOf(url)],
      limits: LIMITS,
    } as const;
    await openCrawl(table, { ...start, crawl_id: 'docs.lost' }, clock.now());
    expect(await system.report('docs.lost', 20_000)).toMatchObject({ state: 'done', complete: true });
  });

  it('ends, whichever of two crawls of one site into one index is over first', async () => {
    await using site = await MadeSite.start(madePages(2, 8));
    await using system = await TestSystem.open({ env: { SITEPACK_CRAWL_TIMEOUT_S: '0.3' } });
    await system.start();
    const crawls = await Promise.all([1, 2, 3].map(() => system.crawl(site.url(), { index: 'docs' })));
    for (const crawl_id of crawls)
      expect(await system.report(crawl_id, 30_000)).toMatchObject({ complete: true });
  });

  it('is not ended before it has begun, by the packing of another', async () => {
    await using site = await MadeSite.start(madePages(3, 4));
    await using system = await TestSystem.open();
    const { table, clock } = system.platform;
    const url = site.url();
    const start = {
      index: 'docs',
      site: hostOf(url),
      scheme: 'http',
      path: '/',
      domains: [hostOf(url)],
      limits: LIMITS,
    } as const;
    await openCrawl(table, { ...start, crawl_id: 'docs.waiting' }, clock.now());
    await system.start();
    await system.crawled(url, { index: 'docs' });
    expect(await readCrawl(table, 'docs.waiting')).toMatchObject({ mark: 'active', state: 'running' });
  });
});
