import { describe, expect, it } from 'vitest';
import { ROLES } from '#runtime/worker.ts';
import { TestSystem } from './harness.ts';
import { html, madePages } from './made-pages.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

const pages = madePages(21, 25);
const paths = [...pages.keys()];
const without = (...gone: string[]): string[] => paths.filter((path) => !gone.includes(path));
const page = (title: string, links: string[] = []) => ({
  body: html({ title, text: `${title} says this`, links }),
});

/** A system in which the site was crawled once. */
async function crawledOnce(env: Record<string, string> = {}) {
  const site = await MadeSite.start(pages);
  const system = await TestSystem.open({
    env: { SITEPACK_SHARDS: '2', SITEPACK_RETRY_DELAY_MS: '10', ...env },
  });
  await system.start();
  const report = await system.crawled(site.url(), { index: 'made' });
  expect(report.complete).toBe(true);
  const all = site.documents(paths);
  expect(await system.documents('made')).toEqual(all);
  site.forget();
  return {
    site,
    system,
    report,
    all,
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

describe('a second crawl', () => {
  it('asks only whether pages have changed, and publishes nothing if none has', async () => {
    await using made = await crawledOnce();
    const { site, system, report } = made;
    const again = await system.crawled(site.url(), { index: 'made' });
    expect(site.asked()).toHaveLength(paths.length);
    expect(site.asked().filter(({ status, conditional }) => status !== 304 || !conditional)).toEqual([]);
    expect(again).toMatchObject({
      complete: true,
      version: report.version,
      counts: { unchanged: paths.length },
    });
    expect(await system.version('made')).toBe(report.version);
  });

  it('drops pages that are gone or that nothing links to any more, and takes in what is new and changed', async () => {
    await using made = await crawledOnce();
    const { site, system } = made;
    // 24 is gone; 25 is there still, but nothing leads to it; 8 linked to both.
    site.remove('/p/24');
    for (const [path, known] of pages) {
      if (typeof known === 'function' || typeof known.body !== 'string') continue;
      const body = known.body.replaceAll(/<li>[^\n]*\/(?:p|%70)\/25[#"][^\n]*<\/li>/g, '');
      site.set(path, { body: path === '/p/9' ? body.replace('<ul>', '<ul><a href="/new">new</a>') : body });
    }
    site.remove('/p/24');
    site.set('/new', page('New'));
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true, counts: { gone: 1 } });
    expect(site.asked('/p/25')).toEqual([]);
    expect(await system.documents('made')).toEqual(site.documents([...without('/p/24', '/p/25'), '/new']));
  });

  it('does not take in a page that asks not to be indexed because it failed in between', async () => {
    await using site = await MadeSite.start();
    const hidden = {
      body: '<html><head><meta name="robots" content="noindex"></head><body>hidden</body></html>',
    };
    site.set('/', { body: '<a href="/hidden">hidden</a> start' });
    site.set('/hidden', hidden);
    await using system = await TestSystem.open({ env: { SITEPACK_RETRY_DELAY_MS: '10' } });
    await system.start();
    await system.crawled(site.url(), { index: 'made' });
    site.set('/hidden', { status: 500 });
    await system.crawled(site.url(), { index: 'made' });
    site.set('/hidden', hidden);
    await system.crawled(site.url(), { index: 'made' });
    expect([...(await system.documents('made')).keys()]).toEqual([site.url()]);
  });

  it('takes in again what came back', async () => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    const known = pages.get('/p/24') ?? page('');
    site.remove('/p/24');
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(without('/p/24')));
    site.set('/p/24', known);
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(all);
  });
});

describe('a crawl that did not see the whole site removes nothing', () => {
  it('cut by a limit of pages or of depth', async () => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    const few = await system.crawled(site.url(), { index: 'made', limits: { pages: 5 } });
    expect(few).toMatchObject({ complete: false, limit_hit: true, counts: { found: 5 } });
    expect(site.asked()).toHaveLength(5);
    const near = await system.crawled(site.url(), { index: 'made', limits: { depth: 1 } });
    expect(near).toMatchObject({ complete: false, limit_hit: true });
    expect(await system.documents('made')).toEqual(all);
  });

  it('but is complete when its limits were just enough', async () => {
    await using made = await crawledOnce();
    const { site, system } = made;
    const enough = await system.crawled(site.url(), {
      index: 'made',
      limits: { pages: paths.length, depth: 20 },
    });
    expect(enough).toMatchObject({ complete: true, limit_hit: false });
  });

  it('cancelled', async () => {
    const many = madePages(23, 200);
    await using site = await MadeSite.start(many);
    await using system = await TestSystem.open();
    const quick = await system.start();
    await system.crawled(site.url(), { index: 'made' });
    await quick.stop();
    site.forget();
    await system.start(ROLES, { SITEPACK_DELAY_MS: '20' });
    const crawl_id = await system.crawl(site.url(), { index: 'made' });
    await until('the crawl to begin', async () => site.asked().length > 3);
    expect((await system.send('DELETE', `/v1/crawls/${crawl_id}`)).status).toBe(202);
    const report = await system.report(crawl_id);
    expect(report).toMatchObject({ complete: false, state: 'cancelled' });
    // What stood in line already is read; the rest is left.
    expect(site.asked().length).toBeLessThan(many.size);
    expect(report.counts['skipped']).toBeGreaterThanOrEqual(report.counts.found - site.asked().length);
    expect(await system.documents('made')).toEqual(site.documents(many.keys()));
  });

  it('because the site refuses connections', async () => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    await site[Symbol.asyncDispose]();
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: false, counts: { found: 1, failed: 1 } });
    expect(report.problems[0]?.outcome).toMatchObject({ kind: 'failed', code: 'connection_failed' });
    expect(await system.documents('made')).toEqual(all);
  });

  it('because the site, or half of it, answers 500', async () => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    site.set('/p/2', { status: 500 });
    const half = await system.crawled(site.url(), { index: 'made' });
    expect(half.complete).toBe(false);
    for (const path of paths) site.set(path, { status: 503, headers: { 'retry-after': '0' } });
    const none = await system.crawled(site.url(), { index: 'made' });
    expect(none).toMatchObject({ complete: false, counts: { found: 1, failed: 1 } });
    expect(await system.documents('made')).toEqual(all);
  });

  it('because robots.txt cannot be had any more', async () => {
    await using made = await crawledOnce({ SITEPACK_ROBOTS_TTL_S: '0.01' });
    const { site, system, all } = made;
    site.set('/robots.txt', { status: 500 });
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: false });
    expect(report.problems[0]?.outcome).toMatchObject({ kind: 'refused', by: 'robots_unavailable' });
    expect(await system.documents('made')).toEqual(all);
  });

  it.for([
    ['is not there', { status: 404 }],
    ['leads to another site', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
    ['is no page', { headers: { 'content-type': 'application/pdf' }, body: '%PDF-1.7' }],
  ] as const)('because its start page %s', async ([, answer]) => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    site.set('/start', answer);
    const report = await system.crawled(site.url('/start'), { index: 'made' });
    expect(report.complete).toBe(false);
    expect(await system.documents('made')).toEqual(all);
  });
});

describe('an index of more than one origin', () => {
  it('keeps the other site when one is crawled again, and pages that a client indexed by hand', async () => {
    await using one = await MadeSite.start(pages);
    await using two = await MadeSite.start(madePages(22, 10));
    two.set('/by-hand', page('By hand'));
    await using system = await TestSystem.open({ env: { SITEPACK_SHARDS: '2' } });
    await system.start();
    const others = [...madePages(22, 10).keys()];
    const crawls = await Promise.all([one, two].map((site) => system.crawl(site.url(), { index: 'portal' })));
    await Promise.all(crawls.map((crawl_id) => system.report(crawl_id)));
    const live = await system.version('portal');
    await system.index(two.url('/by-hand'), 'portal');
    await system.version('portal', live);
    const kept = two.documents([...others, '/by-hand']);
    expect(await system.documents('portal')).toEqual(new Map([...one.documents(paths), ...kept]));

    one.remove('/p/25');
    expect((await system.crawled(one.url(), { index: 'portal' })).complete).toBe(true);
    expect(await system.documents('portal')).toEqual(new Map([...one.documents(without('/p/25')), ...kept]));
    expect((await system.crawled(two.url(), { index: 'portal' })).complete).toBe(true);
    expect(await system.documents('portal')).toEqual(new Map([...one.documents(without('/p/25')), ...kept]));
  });

  it('drops a page that a crawl found first, though a client had it read again since', async () => {
    await using site = await MadeSite.start();
    site.set('/', page('Home', ['/edited']));
    site.set('/edited', page('Edited'));
    await using system = await TestSystem.open();
    await system.start();
    const { version } = await system.crawled(site.url(), { index: 'made' });
    site.set('/edited', page('Edited since'));
    await system.index(site.url('/edited'), 'made');
    await system.version('made', version);
    expect(await system.documents('made')).toEqual(site.documents(['/', '/edited']));
    site.set('/', page('Home'));
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/']));
  });

  it('keeps what lies above the folder that a crawl started in', async () => {
    await using site = await MadeSite.start();
    site.set('/', page('Home', ['/docs/']));
    site.set('/docs/', page('Docs', ['/docs/a', '/docs/b', '/']));
    for (const name of ['a', 'b']) site.set(`/docs/${name}`, page(name));
    site.set('/news', page('News'));
    site.set('/', page('Home', ['/docs/', '/news']));
    await using system = await TestSystem.open();
    await system.start();
    await system.crawled(site.url(), { index: 'made' });
    site.set('/docs/', page('Docs', ['/docs/a']));
    await system.crawled(site.url('/docs/'), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/docs/', '/docs/a', '/news']));
  });
});
