import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { ROLES } from '#runtime/worker.ts';
import { TestSystem } from './harness.ts';
import { html, madePages } from './made-pages.ts';
import { MadeSite } from './site.ts';
import { readPage } from '#core/tables/pages.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
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
      documents: { since: report.version, added: 0, changed: 0, removed: 0, unchanged: paths.length },
    });
    expect(report.documents).toEqual({
      since: 0,
      added: paths.length,
      changed: 0,
      removed: 0,
      unchanged: 0,
    });
    expect(await system.version('made')).toBe(report.version);
  });

  it('keeps to what robots.txt said before, when it cannot be had any more', async () => {
    await using made = await crawledOnce({ SITEPACK_ROBOTS_TTL_S: '0.01' });
    const { site, system, all } = made;
    site.set('/robots.txt', { status: 500 });
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true });
    expect(await system.documents('made')).toEqual(all);
  });

  it('drops pages that are gone or that nothing links to any more, and takes in what is new and changed', async () => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    // 24 is gone; 25 is there still, but nothing leads to it; 8 linked to both.
    site.remove('/p/24');
    for (const [path, known] of pages) {
      if (typeof known === 'function' || typeof known.body !== 'string') continue;
      const body = known.body.replaceAll(/<li>[^\n]*\/(?:p|%70)\/25[#"][^\n]*<\/li>/g, '');
      site.set(path, { body: path === '/p/9' ? body.replace('<ul>', '<ul><a href="/new">new</a>') : body });
      if (path === '/p/10') site.set(path, { body: body.replace('</title>', ' of today</title>') });
    }
    site.remove('/p/24');
    site.set('/new', page('New'));
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true, counts: { gone: 1 } });
    expect(site.asked('/p/25')).toEqual([]);
    expect(await system.documents('made')).toEqual(site.documents([...without('/p/24', '/p/25'), '/new']));
    const [since, unchanged] = [made.report.version, all.size - 3];
    expect(report.documents).toEqual({ since, added: 1, changed: 1, removed: 2, unchanged });
  });

  it('drops a page in whichever way its site says that it is none any more', async () => {
    const head = (said: string) => ({ body: html({ title: 'Now', text: 'says otherwise', head: said }) });
    const moved = (location: string) => ({ status: 301, headers: { location } });
    const changes = {
      '/404': { status: 404 },
      '/410': { status: 410 },
      '/moved': moved('/target'),
      '/left': moved('http://127.0.0.1:1/'),
      '/named': head('<link rel="canonical" href="/target">'),
      '/meta': head('<meta name="robots" content="noindex">'),
      '/agent': head('<meta name="sitepack" content="none">'),
      '/header': { ...page('Header'), headers: { 'x-robots-tag': 'otherbot: all, sitepack: noindex' } },
      '/expired': head('<meta name="robots" content="unavailable_after: 2020-01-01">'),
      '/picture': { headers: { 'content-type': 'image/png' }, body: 'x' },
    };
    const gone = Object.keys(changes);
    await using site = await MadeSite.start();
    site.set('/', page('Start', [...gone, '/target', '/forbidden']));
    for (const path of [...gone, '/target', '/forbidden']) site.set(path, page(path));
    await using system = await TestSystem.open({
      env: { SITEPACK_ROBOTS_TTL_S: '0.01', SITEPACK_GATE_LOST_SHARE: '1', SITEPACK_GATE_SHRUNK_SHARE: '1' },
    });
    await system.start();
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/', ...gone, '/target', '/forbidden']));
    for (const [path, answer] of Object.entries(changes)) site.set(path, answer);
    site.set('/robots.txt', {
      headers: { 'content-type': 'text/plain' },
      body: 'User-agent: *\nDisallow: /forbidden',
    });
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report.counts).toEqual({
      found: 13,
      unchanged: 2,
      gone: 2,
      redirected: 2,
      alias: 1,
      refused: 5,
      unsupported: 1,
    });
    expect(report.reasons['refused']).toEqual({ noindex: 4, robots: 1 });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/target']));
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

describe('a crawl that asks for pages by how often they change', () => {
  const DAY_S = 86_400;

  /** As if each page had been compared once a day and never found changed, or once a second and always. */
  async function compared(system: TestSystem, urls: readonly string[], isBusy: (url: string) => boolean) {
    const resting = { visited: 3, unchanged: 3, elapsed_s: 3 * DAY_S };
    const busy = { visited: 3, unchanged: 0, elapsed_s: 3 };
    for (const url of urls) {
      const changes = isBusy(url) ? busy : resting;
      await system.platform.table.update('pages', { pk: 'made', sk: pageKey(url) }, { set: { changes } });
    }
  }

  it('leaves out those that rest, follows their links as they were, and reads all of them with a hall pass', async () => {
    await using site = await MadeSite.start(pages);
    await using system = await TestSystem.open({ env: { SITEPACK_RETRY_DELAY_MS: '10' } });
    const { table } = system.platform;
    await writeSettings(table, 'made', { crawl: { revisit: 'adaptive' } }, await readSettings(table, 'made'));
    await system.start();
    await system.crawled(site.url(), { index: 'made' });
    const [busy, resting] = ['/p/25', '/p/24'];
    const urls = paths.map((path) => site.url(path));
    await compared(system, urls, (url) => url === site.url(busy));
    const before = site.documents([resting]);
    for (const path of [busy, resting]) site.set(path, page(`Edited ${path}`));
    site.forget();
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true, counts: { indexed: 1, unchanged: paths.length - 1 } });
    expect(
      site
        .asked()
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(['/', busy]);
    expect((await system.frontier(report.crawl_id)).get(site.url(resting))?.outcome?.reason).toMatch(
      /^it changes seldom, and is asked for again from \d{4}-\d\d-\d\dT\d\d:\d\d UTC on$/,
    );
    expect(await system.documents('made')).toEqual(new Map([...site.documents(without(resting)), ...before]));
    await system.crawled(site.url(), { index: 'made', hall_pass: true });
    expect(await system.documents('made')).toEqual(site.documents(paths));
  });
});

describe('a crawl with a hall pass', () => {
  it('reads every page anew, of a site whose validators lie, and packs what has changed', async () => {
    await using made = await crawledOnce();
    const { site, system, report } = made;
    for (const text of ['Old', 'New']) {
      site.set('/p/25', { ...page(text), headers: { etag: '"always"' } });
      site.forget();
      const again = await system.crawled(site.url(), { index: 'made', hall_pass: true });
      expect(again).toMatchObject({ complete: true, counts: { indexed: 1, unchanged: paths.length - 1 } });
      expect(again.version).toBeGreaterThan(report.version ?? 0);
      // For a sitemap at the usual place, too, where none was lately.
      expect(site.asked()).toHaveLength(paths.length + 1);
      expect(site.asked().filter(({ conditional }) => conditional)).toEqual([]);
      expect(await system.documents('made')).toEqual(site.documents(paths));
    }
  });

  it('of one page alone reads that and keeps the others', async () => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    await system.crawled(site.url('/p/7'), { index: 'made', hall_pass: true, limits: { depth: 0 } });
    expect(site.asked()).toMatchObject([{ path: '/p/7', conditional: false, status: 200 }]);
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

  it('cut by a limit of bytes, behind which nothing is asked for but what stands in line already', async () => {
    await using made = await crawledOnce({ SITEPACK_HOST_CONCURRENCY: '1' });
    const { site, system, all } = made;
    for (const [path, known] of pages)
      if (typeof known === 'object') site.set(path, { ...known, after_ms: 300 });
    // What has not changed would be answered without its bytes. The start page alone has as many.
    const limits = { bytes: 100 };
    const cut = await system.crawled(site.url(), { index: 'made', hall_pass: true, limits });
    expect(cut).toMatchObject({ complete: false, ended_by: 'bytes', counts: { found: 1, unchanged: 1 } });
    expect(cut.refused_links['bytes']).toBeGreaterThan(2);
    const further = { bytes: (cut.answers?.wire_bytes ?? 0) + 100 };
    const more = await system.crawled(site.url(), { index: 'made', hall_pass: true, limits: further });
    const { found, unchanged = 0, skipped = 0 } = more.counts;
    expect(skipped).toBeGreaterThan(1);
    expect(found).toBe(unchanged + skipped);
    expect(more).toMatchObject({ limit_hit: true, reasons: { skipped: { bytes: skipped } } });
    expect(site.asked().filter(({ status }) => status === 200)).toHaveLength(1 + unchanged);
    expect(await system.documents('made')).toEqual(all);
  });

  it('cut by a limit of time, though its host wants to be left alone for longer', async () => {
    await using made = await crawledOnce({ SITEPACK_CRAWL_TIMEOUT_S: '0.5' });
    const { site, system, all } = made;
    for (const path of without('/')) site.set(path, { status: 429, headers: { 'retry-after': '600' } });
    const cut = await system.crawled(site.url(), { index: 'made', limits: { seconds: 2 } });
    expect(cut).toMatchObject({ complete: false, limit_hit: true, ended_by: 'seconds' });
    const { found, unchanged = 0, skipped = 0 } = cut.counts;
    expect([unchanged, found]).toEqual([1, 1 + skipped]);
    expect(cut.reasons['skipped']).toEqual({ seconds: skipped });
    expect(skipped).toBeGreaterThan(2);
    expect(await system.documents('made')).toEqual(all);
  });

  it('but is complete when its limits were just enough', async () => {
    await using made = await crawledOnce();
    const { site, system } = made;
    const enough = await system.crawled(site.url(), {
      index: 'made',
      limits: { pages: paths.length, depth: 20, bytes: 10_000_000, seconds: 600 },
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

  it('because robots.txt cannot be had, and what it said before is not known', async () => {
    await using made = await crawledOnce({ SITEPACK_ROBOTS_TTL_S: '0.01' });
    const { site, system, all } = made;
    site.set('/robots.txt', { status: 500 });
    await system.platform.table.delete('hosts', { pk: 'robots', sk: `http://${site.host}` });
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

describe('a page that cannot be reached', () => {
  const GRACE = { SITEPACK_GRACE_DAYS: '0', SITEPACK_GRACE_TRIES: '2' };

  it('stays for its grace, then leaves and says why, and what hangs on it alone is asked for all the same', async () => {
    await using site = await MadeSite.start();
    site.set('/', page('Home', ['/hub', '/other']));
    site.set('/hub', page('Hub', ['/leaf', '/gone']));
    for (const path of ['/leaf', '/gone', '/other']) site.set(path, page(path));
    await using system = await TestSystem.open({ env: { SITEPACK_RETRY_DELAY_MS: '10', ...GRACE } });
    await system.start();
    const crawled = async () => {
      site.forget();
      return system.crawled(site.url(), { index: 'made' });
    };
    await crawled();
    const all = site.documents(['/', '/hub', '/leaf', '/gone', '/other']);
    site.set('/hub', { status: 500 });
    const first = await crawled();
    expect(first).toMatchObject({ complete: false, blind: true });
    expect(await system.documents('made')).toEqual(all);
    const second = await crawled();
    expect(second).toMatchObject({ complete: true, blind: false, counts: { failed: 1 } });
    expect(second.problems.map(({ outcome }) => outcome.reason)).toEqual([
      expect.stringMatching(/^answered 500; given up: 2 visits since \d{4}-\d\d-\d\d could not read it$/),
    ]);
    expect(await system.documents('made')).toEqual(site.documents(['/', '/leaf', '/gone', '/other']));
    site.remove('/gone');
    site.set('/leaf', page('Another leaf'));
    await crawled();
    expect(site.asked('/leaf')).toMatchObject([{ status: 200 }]);
    expect(await system.documents('made')).toEqual(site.documents(['/', '/leaf', '/other']));
    site.set('/hub', page('Hub', ['/leaf']));
    await crawled();
    expect(await system.documents('made')).toEqual(site.documents(['/', '/hub', '/leaf', '/other']));
    site.set('/hub', { status: 500 });
    site.set('/', page('Home', ['/other']));
    await crawled();
    expect(await system.documents('made')).toEqual(site.documents(['/', '/other']));
  });

  it('begins its grace anew when a visit reaches it', async () => {
    await using made = await crawledOnce(GRACE);
    const { site, system, all } = made;
    const page = pages.get('/p/25');
    for (let n = 0; n < 2; n += 1) {
      site.set('/p/25', { status: 503 });
      await system.crawled(site.url(), { index: 'made' });
      expect(await system.documents('made')).toEqual(all);
      if (page !== undefined) site.set('/p/25', page);
      await system.crawled(site.url(), { index: 'made' });
    }
    expect(await system.documents('made')).toEqual(all);
  });

  it('is not lost with its whole host, whose pages are not asked for one by one', async () => {
    await using made = await crawledOnce(GRACE);
    const { site, system, all } = made;
    for (const path of paths) site.set(path, { status: 500 });
    for (let n = 0; n < 3; n += 1) {
      const report = await system.crawled(site.url(), { index: 'made' });
      expect(report).toMatchObject({ complete: false, blind: true });
    }
    all.delete(site.url());
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

describe('what is set for an index', () => {
  it('keeps links out of a crawl, which says so, and drops what was indexed before', async () => {
    await using made = await crawledOnce();
    const { site, system } = made;
    // So much would be held else, until somebody says that it is meant.
    const set = { crawl: { exclude: ['/p/1*'] }, gate: { lost_share: 1, shrunk_share: 1 } };
    const { table } = system.platform;
    await writeSettings(table, 'made', set, await readSettings(table, 'made'));
    const kept = paths.filter((path) => !path.startsWith('/p/1'));
    // Settings are some seconds old at most.
    await until('a crawl by the rules', async () => {
      await system.crawled(site.url(), { index: 'made' });
      return (await system.documents('made')).size === kept.length;
    });
    expect(await system.documents('made')).toEqual(site.documents(kept));
  });

  it('drops what its rules keep out by the next crawl, though that could not see the whole site', async () => {
    await using made = await crawledOnce();
    const { site, system, all } = made;
    const { table } = system.platform;
    const set = { crawl: { exclude: ['/p/24', '/p/7$'] }, gate: { lost_share: 1, shrunk_share: 1 } };
    await writeSettings(table, 'made', set, await readSettings(table, 'made'));
    site.set('/p/20', { status: 404 });
    site.set('/p/21', { status: 500 });
    // What hangs on a page that fails is not dropped; what is excluded is.
    const kept = all;
    for (const path of ['/p/7', '/p/20', '/p/24']) kept.delete(site.url(path));
    const crawls = await until('a crawl by the rules', async () => {
      const report = await system.crawled(site.url(), { index: 'made' });
      return (await system.documents('made')).size <= kept.size ? report : undefined;
    });
    expect(crawls).toMatchObject({ complete: false, blind: true });
    const documents = await system.documents('made');
    expect([...documents.keys()].toSorted()).toEqual([...kept.keys()].toSorted());
    const page = await readPage(table, 'made', pageKey(site.url('/p/24')));
    expect(page).toMatchObject({ state: 'absent', outcome: { kind: 'refused', by: 'rule' } });
    expect(page?.outcome?.reason).toMatch(
      /^the site's rule "exclude \/p\/24" keeps it out; crawl made\.\S+ did not read it$/,
    );
    // One that a client asks for is there until the next crawl, however little that reads.
    await system.index(site.url('/p/7'), 'made');
    await until('the page', async () => (await system.documents('made')).has(site.url('/p/7')));
    await system.crawled(site.url(), { index: 'made', limits: { pages: 2 } });
    expect(await system.documents('made')).not.toContain(site.url('/p/7'));
  });
});

it('rules of reading count for stored pages once they are read anew, and no site is asked', async () => {
  await using made = await crawledOnce();
  const { site, system, report } = made;
  const { table } = system.platform;
  const set = { read: { title: 'nothing-of-the-kind', fields: { heading: 'h1' } } };
  await writeSettings(table, 'made', set, await readSettings(table, 'made'));
  await until('a version by the rules', async () => {
    await system.post({ type: 'repack', index: 'made' });
    return (await system.version('made')) > (report.version ?? 0);
  });
  expect(await system.documents('made')).toHaveProperty('size', paths.length);
  expect(site.asked()).toEqual([]);
}, 60_000);
