import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrawlReport } from '#app/http/crawl-view.ts';
import type { FrontierRow } from '#core/tables/frontier.ts';
import { TestSystem } from './harness.ts';
import { BOMB_BYTES, type TrapSite, startTrapSite } from './trap-site.ts';

const MAX_PAGE_BYTES = 2 ** 20;
/** Months that a calendar may have: 25 years back and 3 ahead. */
const MOST_MONTHS = 28 * 12 + 1;

describe('a site of traps', () => {
  let system: TestSystem;
  let site: TrapSite;
  let report: CrawlReport;
  let urls: Map<string, FrontierRow>;
  let documents: Map<string, string>;

  beforeAll(async () => {
    site = await startTrapSite();
    system = await TestSystem.open({
      env: {
        SITEPACK_FETCH_TIMEOUT_MS: '3000',
        // No deeper than its calendar is long.
        SITEPACK_MAX_DEPTH: '500',
        SITEPACK_RETRY_DELAY_MS: '10',
        SITEPACK_MAX_PAGE_BYTES: String(MAX_PAGE_BYTES),
      },
    });
    await system.start();
    const crawl = await system.crawl(`${site.origin}/`, { index: 'traps' });
    report = await system.report(crawl, 100_000);
    urls = await system.frontier(crawl);
    documents = await system.documents('traps');
  }, 120_000);

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  /** The outcome of a path, with its reason. */
  const outcome = (path: string) => urls.get(site.origin + path)?.outcome;
  const asked = (start: string): number => site.asked.filter((path) => path.startsWith(start)).length;
  /** The URLs that the report tells to say the same as a path, itself included. */
  const sameAs = (path: string): string[] | undefined =>
    report.duplicates?.texts.find(({ urls: same }) => same.includes(site.origin + path))?.urls.toSorted();

  it('is crawled to its end, and its good pages are all there', () => {
    expect(report).toMatchObject({ state: 'done', complete: true });
    for (const path of ['/', ...site.good]) expect(documents.has(site.origin + path), path).toBe(true);
  });

  it('has each of its pages accounted for, with a reason', () => {
    for (const [url, row] of urls) expect(row.outcome?.reason, url).toMatch(/\S/);
    const counts = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
    expect(counts - report.counts['found']).toBe(report.counts['found']);
  });

  it('is asked for no more than its calendar can have to say', () => {
    const months = [...urls.keys()].filter((url) => url.includes('/calendar/'));
    expect(months.length).toBeGreaterThan(300);
    expect(asked('/calendar/')).toBeLessThanOrEqual(MOST_MONTHS);
    expect(report.refused_links['calendar']).toBeGreaterThan(0);
  });

  it('gives one page for all its session ids, where they are known as such, and no page where they look like some', () => {
    expect([...urls.keys()].filter((url) => url.includes('/shop'))).toEqual([`${site.origin}/shop`]);
    expect(asked('/shop')).toBe(1);
    expect(asked('/story')).toBe(0);
    expect(report.refused_links['session_id']).toBeGreaterThan(0);
  });

  it('ends where pages that are not there lead ever deeper', () => {
    expect(outcome('/lost/page')).toMatchObject({ kind: 'indexed' });
    expect(asked('/lost/')).toBeLessThan(10);
    expect(report.refused_links['repeating_segments']).toBeGreaterThan(0);
    expect(asked('/facets')).toBeLessThanOrEqual(10);
    expect(report.refused_links['too_many_parameters']).toBeGreaterThan(0);
  });

  it('leaves circles and endless chains of redirects', () => {
    const loop = [outcome('/loop/a'), outcome('/loop/b')];
    expect(loop).toContainEqual(expect.objectContaining({ kind: 'failed', code: 'redirect_loop' }));
    expect(asked('/chain/')).toBe(11);
    expect(outcome('/chain/10')).toMatchObject({ kind: 'failed', code: 'too_many_redirects' });
  });

  it('has the pages of a mirror each once, and tells of each that it says the same as another', () => {
    expect(asked('/mirror/')).toBe(site.good.length);
    expect(asked('/good/')).toBe(site.good.length);
    for (const path of site.good)
      expect(sameAs(path), path).toEqual([site.origin + path, `${site.origin}/mirror${path}`]);
  });

  it('tells of pages that are not there, and say so with 200, that they say the same', () => {
    const lost = [...urls.entries()].filter(
      ([url, row]) => url.includes('/lost/') && row.outcome?.kind === 'indexed',
    );
    expect(lost.length).toBeGreaterThan(1);
    expect(sameAs('/lost/page')).toEqual(lost.map(([url]) => url).toSorted());
  });

  it('takes no more of a bomb than a page may have, and waits for no page that drips', () => {
    expect(outcome('/zeros')).toMatchObject({ kind: 'failed', code: 'too_large' });
    // Some lies in the buffers of the connection.
    expect(site.bombBytes).toBeLessThan(BOMB_BYTES / 2);
    expect(outcome('/drip')).toMatchObject({ kind: 'failed', code: 'timeout' });
  });
});
