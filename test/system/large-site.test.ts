import { expect, it } from 'vitest';
import type { ChangeRate } from '#core/crawl/schedule-change-rate.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import { readLeftPages } from '#core/tables/left-pages.ts';
import { writeSettings } from '#core/tables/settings.ts';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';

const page = (title: string, links: readonly string[] = []) => ({
  body: html({ title, text: `${title} says this`, links: [...links] }),
});
const names = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `/${letter}${n}`);

/** More pages than a crawl may have. Those that were there first are linked to behind the others by now. */
const LIMITS = { pages: 10, depth: 1 };
const EARLY = names('early', 6);
const LATE = names('late', 9);

/** A site of which pages are known that no crawl comes to any more. */
async function grownSite(settings: IndexSettings = {}) {
  const site = await MadeSite.start();
  for (const path of [...EARLY, ...LATE]) site.set(path, page(path));
  site.set('/', page('Home', EARLY));
  const system = await TestSystem.open({
    env: { SITEPACK_RETRY_DELAY_MS: '10', SITEPACK_GATE_LOST_SHARE: '1' },
  });
  await system.start();
  await writeSettings(system.platform.table, 'made', settings, { revision: 0, settings: {} });
  const crawled = () => system.crawled(site.url(), { index: 'made', limits: LIMITS });
  expect(await crawled()).toMatchObject({ complete: true, limit_hit: false });
  site.set('/', page('Home', [...LATE, ...EARLY]));
  return {
    site,
    system,
    crawled,
    paths: async () =>
      [...(await system.documents('made')).keys()].map((url) => new URL(url).pathname).toSorted(),
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

it('what is gone from a site that is larger than the page limit leaves the index, crawl after crawl', async () => {
  await using made = await grownSite();
  const { site, crawled, paths } = made;
  const gone = EARLY.slice(0, 3);
  for (const path of gone) site.remove(path);
  // The first that is cut finds out what it does not reach, and leaves it to the next ones: each has a place for one.
  const first = await crawled();
  expect(first).toMatchObject({ complete: false, limit_hit: true, known_pages: { asked: 0, kept: 6 } });
  expect(await paths()).toEqual(['/', ...EARLY, ...LATE].toSorted());
  // The fifth has all of its places for links: the site might fit.
  for (const asked of [1, 1, 1, 1, 0, 1, 1]) {
    site.forget();
    const report = await crawled();
    expect(report.counts.found).toBe(LIMITS.pages);
    expect(report.known_pages).toMatchObject({ asked });
    expect(site.asked().filter(({ path }) => EARLY.includes(path))).toHaveLength(asked);
  }
  const left = EARLY.filter((path) => !gone.includes(path));
  expect(await paths()).toEqual(['/', ...left, ...LATE].toSorted());
}, 60_000);

it('a site that fits into the limit again is seen whole, and loses what nothing leads to', async () => {
  await using made = await grownSite();
  const { site, system, crawled, paths } = made;
  await crawled();
  expect(await crawled()).toMatchObject({ limit_hit: true, known_pages: { asked: 1 } });
  // Nine links, and places for eight: one is for a page that is known. So the next crawl keeps none.
  site.set('/', page('Home', LATE));
  expect(await crawled()).toMatchObject({ limit_hit: true, known_pages: { asked: 1 } });
  expect(await crawled()).toMatchObject({ complete: true, limit_hit: false });
  expect(await paths()).toEqual(['/', ...LATE].toSorted());
  const { table } = system.platform;
  const id = await system.crawl(site.url(), { index: 'made', limits: LIMITS });
  await system.report(id);
  const crawl = await readCrawl(table, id);
  expect(crawl?.places_kept).toBeUndefined();
  expect(crawl && (await readLeftPages(table, 'made', crawl))).toBeUndefined();
});

it('a page that rests is asked for all the same when its turn comes at the end of a crawl', async () => {
  await using made = await grownSite({ crawl: { revisit: 'adaptive' } });
  const { site, system, crawled, paths } = made;
  const { table } = system.platform;
  // Each was visited ten times, a day apart, and never had changed.
  const changes: ChangeRate = { visited: 10, unchanged: 10, elapsed_s: 10 * 86_400 };
  for (const path of EARLY) {
    const key = { pk: 'made', sk: pageKey(site.url(path)) };
    expect(await table.update('pages', key, { set: { changes } })).toBeDefined();
  }
  for (const path of EARLY) site.remove(path);
  await crawled();
  site.forget();
  expect(await crawled()).toMatchObject({ known_pages: { asked: 1 }, counts: { gone: 1 } });
  expect(site.asked().filter(({ path }) => EARLY.includes(path))).toHaveLength(1);
  expect(await paths()).toHaveLength(1 + EARLY.length - 1 + LATE.length);
});
