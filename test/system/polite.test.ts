import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrawlReport } from '#app/http/crawl-view.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { TestSystem } from './harness.ts';
import { html, madePages } from './made-pages.ts';
import { type Asked, MadeSite, type Page } from './site.ts';

const DELAY_MS = 8;
const CONCURRENCY = 2;
const CRAWL_DELAY_MS = 100;
/** Of one of the small sites, which its index has asked for one page at a time. */
const ANSWER_MS = 60;
const SMALL_SITES = 9;
const BIG_PAGES = 3000;
const SMALL_PAGES = 50;
/** A request may be on its way for so much longer than others, on a machine with much else to do. */
const LATE_MS = 250;

/** A big site: its start page links to all others, and each takes its time. */
function bigSite(): Map<string, Page> {
  const paths = Array.from({ length: BIG_PAGES }, (_, n) => `/big/${n}`);
  const pages = new Map<string, Page>([['/', { body: html({ title: 'Big', text: 'big', links: paths }) }]]);
  for (const path of paths)
    pages.set(path, { after_ms: 12, body: html({ title: path, text: `slow ${path}` }) });
  return pages;
}

function slowPages(seed: number): Map<string, Page> {
  const pages = madePages(seed, SMALL_PAGES - 1);
  for (const [path, page] of pages)
    if (typeof page !== 'function') pages.set(path, { ...page, after_ms: ANSWER_MS });
  return pages;
}

/**
 * By how much requests came earlier than a rate allows, ms: over the stretch of them for which that is the most, whichever
 * it is.
 */
function ahead_ms(asked: readonly Asked[], delay_ms: number): number {
  let most = 0;
  let ahead = 0;
  let before: number | undefined;
  for (const { at_ms } of asked.toSorted((a, b) => a.at_ms - b.at_ms)) {
    if (before !== undefined) ahead = Math.max(0, ahead + delay_ms - (at_ms - before));
    before = at_ms;
    most = Math.max(most, ahead);
  }
  return most;
}

/** Between the first request and the last one, ms, and how many came in that time. */
function spanOf(asked: readonly Asked[]): { span_ms: number; gaps: number } {
  const times = asked.map(({ at_ms }) => at_ms);
  return { span_ms: Math.max(...times) - Math.min(...times), gaps: times.length - 1 };
}

describe('one big site of slow pages and nine small ones, crawled by one process', () => {
  let system: TestSystem;
  let big: MadeSite;
  let small: MadeSite[];
  let reports: CrawlReport[];
  /** Pages of the big site that were asked for when the last small site was in its pack. */
  let bigAskedThen: number;
  /** Pages of each small site that were found by a search then, and how far the big one was. */
  let found: number[];
  let bigAskedAtSearch: number;
  let bigReport: CrawlReport;

  beforeAll(async () => {
    system = await TestSystem.open({
      env: {
        SITEPACK_DELAY_MS: String(DELAY_MS),
        SITEPACK_HOST_CONCURRENCY: String(CONCURRENCY),
        // Nobody waits for a timer here: the end of each crawl is noticed.
        SITEPACK_CRAWL_TIMEOUT_S: '60',
      },
    });
    big = await MadeSite.start(bigSite());
    small = await Promise.all(
      Array.from({ length: SMALL_SITES }, (_, n) =>
        MadeSite.start(n === 1 ? slowPages(n) : madePages(n, SMALL_PAGES - 1)),
      ),
    );
    const [slow] = small;
    slow?.set('/robots.txt', {
      headers: { 'content-type': 'text/plain' },
      body: `User-agent: *\nCrawl-delay: ${CRAWL_DELAY_MS / 1000}`,
    });
    const pace = { hosts: small.slice(1, 2).map(({ host }) => host), concurrency: 1 };
    const { table } = system.platform;
    await writeSettings(table, 'small-1', { crawl: { pace } }, await readSettings(table, 'small-1'));
    await system.start();
    const bigCrawl = await system.crawl(big.url(), { index: 'big' });
    const crawls = await Promise.all(
      small.map((site, n) => system.crawl(site.url(), { index: `small-${n}` })),
    );
    reports = await Promise.all(crawls.map((crawl) => system.report(crawl, 60_000)));
    bigAskedThen = big.asked().length;
    found = await Promise.all(
      reports.map(async ({ index, version }) => {
        await system.searchable(index, version);
        return (await system.search(index, 'everywhere', 100)).total;
      }),
    );
    bigAskedAtSearch = big.asked().length;
    bigReport = await system.report(bigCrawl, 150_000);
  }, 250_000);

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await Promise.all([big, ...small].map((site) => site[Symbol.asyncDispose]()));
  });

  it('has the small ones read long before the big one, and packed before it is read', () => {
    expect(reports.map(({ counts }) => counts['indexed'])).toEqual(reports.map(() => SMALL_PAGES));
    const lastSmall_ms = Math.max(...small.flatMap((site) => site.asked().map(({ at_ms }) => at_ms)));
    const bigBefore = big.asked().filter(({ at_ms }) => at_ms < lastSmall_ms).length;
    expect(bigBefore).toBeLessThan(BIG_PAGES / 3);
    expect(bigAskedThen).toBeLessThan(BIG_PAGES);
  });

  it('has the small ones found by searches while the big one is read', () => {
    expect(found).toEqual(small.map(() => SMALL_PAGES));
    expect(bigAskedAtSearch).toBeLessThan(BIG_PAGES);
  });

  it('reads all of the big one all the same', () => {
    expect(bigReport.counts['indexed']).toBe(BIG_PAGES + 1);
  });

  it('gives no host more than its rate, nor more requests at a time than it may have', () => {
    for (const site of [big, ...small.slice(1)]) {
      expect(ahead_ms(site.asked(), DELAY_MS)).toBeLessThanOrEqual(LATE_MS);
      expect(site.mostOpen).toBeLessThanOrEqual(CONCURRENCY);
    }
  });

  it('gives a host as many requests at a time as the settings of its index say', () => {
    expect(small[1]?.mostOpen).toBe(1);
  });

  it('gives a host with a Crawl-delay one request at a time, and no more than it asks for', () => {
    const [slow] = small;
    if (slow === undefined) throw new Error('there is no small site');
    const { span_ms, gaps } = spanOf(slow.asked().filter(({ path }) => path !== '/robots.txt'));
    // Its pages, and the look for a sitemap.
    expect(gaps).toBe(SMALL_PAGES);
    expect(span_ms).toBeGreaterThanOrEqual((gaps - 1) * CRAWL_DELAY_MS);
    expect(slow.mostOpen).toBe(1);
  });
});
