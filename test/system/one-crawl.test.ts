import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrawlReport } from '#app/http/crawl-view.ts';
import type { FrontierRow } from '#core/tables/frontier.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { MadeSite } from './site.ts';
import { addTroubles, troubledPages } from './troubled-pages.ts';

const settings = { fetch_attempts: 3, max_page_bytes: 100_000 };
const troubles = troubledPages(settings);
const pages = madePages(1, 60);
pages.set('/p/60', { body: '<a href="/trouble">troubles</a>' });
const indexable = [
  ...pages.keys(),
  '/trouble',
  ...troubles.filter(({ ends }) => ends?.kind === 'indexed').map(({ path }) => path),
];

describe('one crawl by workers in one process', () => {
  let site: MadeSite;
  let other: MadeSite;
  let system: TestSystem;
  let report: CrawlReport;
  let frontier: Map<string, FrontierRow>;

  beforeAll(async () => {
    site = await MadeSite.start(pages);
    other = await MadeSite.start();
    addTroubles(site, troubles, other.url('/'));
    const { fetch_attempts, max_page_bytes } = settings;
    system = await TestSystem.open({
      env: {
        SITEPACK_FETCH_ATTEMPTS: String(fetch_attempts),
        SITEPACK_MAX_PAGE_BYTES: String(max_page_bytes),
        SITEPACK_FETCH_TIMEOUT_MS: '1000',
      },
    });
    await system.start();
    const crawl_id = await system.crawl(site.url(), { index: 'made' });
    report = await system.report(crawl_id);
    frontier = await system.frontier(crawl_id);
  }, 60_000);

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  it('has every page that can be reached in the pack, once, as it is', async () => {
    expect(await system.documents('made')).toEqual(site.documents(indexable));
  });

  it('asks for every page once, however it is linked', () => {
    for (const path of pages.keys()) expect(site.asked(path), path).toHaveLength(1);
    expect(site.asked('/robots.txt')).toHaveLength(1);
  });

  it.for(troubles)('deals with $path as it should', ({ path, ends, asked }) => {
    const outcome = frontier.get(site.url(path))?.outcome;
    expect([outcome]).toMatchObject([ends]);
    expect(site.asked(path)).toHaveLength(asked);
  });

  it('asks for nothing beside the pages that it was told of', () => {
    const known = new Set([...pages.keys(), ...troubles.map(({ path }) => path), '/trouble', '/robots.txt']);
    known.add('/sitemap.xml');
    expect(site.asked().filter(({ path }) => !known.has(path))).toEqual([]);
  });

  it('counts the links that pages ask not to be followed', () => {
    expect(report.refused_links['nofollow']).toBe(2);
  });

  it('never leaves its domains', () => {
    expect(other.asked()).toEqual([]);
    expect([...frontier.keys()].filter((url) => !url.startsWith(site.url()))).toEqual([]);
  });

  it('says who it is', () => {
    expect(new Set(site.asked().map(({ user_agent }) => user_agent))).toEqual(
      new Set([system.platform.config.user_agent]),
    );
  });

  it('knows by which redirects a page was found', () => {
    expect(frontier.get(site.url('/moved-here'))?.redirects).toEqual([site.url('/moved')]);
    expect(frontier.get(site.url('/chain/10'))?.redirects).toHaveLength(10);
  });

  it('waits as long as a page asks with Retry-After, and backs off from errors', () => {
    const gaps = (path: string) => {
      const times = site.asked(path).map(({ at_ms }) => at_ms);
      return times.slice(1).map((at_ms, n) => at_ms - (times[n] ?? 0));
    };
    expect(gaps('/busy')[0]).toBeGreaterThanOrEqual(990);
    const [first = 0, second = 0] = gaps('/flaky');
    expect(first).toBeGreaterThanOrEqual(49);
    expect(second).toBeGreaterThanOrEqual(99);
  });

  it('accounts for every URL in the report', () => {
    const { found, ...kinds } = report.counts;
    // It has no sitemap, and one that is looked for is no page.
    expect(frontier.get(site.url('/sitemap.xml'))?.outcome).toMatchObject({ kind: 'sitemap', pages: 0 });
    expect(found).toBe(frontier.size - 1);
    expect(report.problems.map(({ url }) => url)).not.toContain(site.url('/sitemap.xml'));
    expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(found);
    expect(kinds['open']).toBeUndefined();
    expect(kinds['indexed']).toBe(indexable.length);
    for (const { path, ends } of troubles) {
      if (ends === undefined || ['indexed', 'redirected', 'alias'].includes(ends.kind)) continue;
      const problem = report.problems.find(({ url }) => url === site.url(path));
      expect(problem?.outcome, path).toMatchObject(ends);
      expect(problem?.outcome.reason, path).not.toBe('');
    }
  });

  it('says in the report what was tried more than once', () => {
    const tried = new Map(report.retried.map(({ url, attempts }) => [url, attempts]));
    const again = troubles.filter(({ asked }) => asked > 1);
    expect(tried).toEqual(new Map(again.map(({ path, asked }) => [site.url(path), asked])));
    expect(report.retries).toBe(again.reduce((sum, { asked }) => sum + asked - 1, 0));
  });

  it('says in the report what was asked for, and what the answers were', () => {
    const { answers } = report;
    const statuses = answers?.statuses ?? {};
    const asked = site.asked().filter(({ path }) => path !== '/robots.txt');
    expect(answers?.requests).toBe(asked.length);
    const rows = [...frontier.values()].filter(({ answer }) => answer !== undefined);
    expect(Object.values(statuses).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    expect(statuses).toMatchObject({ 200: expect.any(Number), 404: expect.any(Number) });
    const longest_ms = Math.max(...rows.map(({ answer }) => answer?.duration_ms ?? 0));
    const wire_bytes = rows.reduce((sum, { answer }) => sum + (answer?.wire_bytes ?? 0), 0);
    expect(answers).toMatchObject({ times: { longest_ms }, wire_bytes, conditional: 0, not_modified: 0 });
    expect(wire_bytes).toBeGreaterThan(0);
    expect(report.duplicates).toMatchObject({ more: false, all_compared: true });
    for (const [kind, reasons] of Object.entries(report.reasons))
      expect(
        Object.values(reasons).reduce((sum, count) => sum + count, 0),
        kind,
      ).toBe(report.counts[kind]);
  });

  it('reads what a page says whatever its server says about the charset', async () => {
    await system.searchable('made', report.version);
    const { hits } = await system.search('made', 'žluťoučký ďábelské');
    expect(hits.map(({ id }) => id).sort()).toEqual(
      ['/lies/charset', '/lies/no-charset', '/lies/nothing'].map((path) => site.url(path)).sort(),
    );
  });
});
