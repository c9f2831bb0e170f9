import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';

const PAGES = Array.from({ length: 12 }, (_, n) => `/only/${n}`);
const page = (title: string, links: string[] = []) => ({
  body: html({ title, text: `${title} says this`, links }),
});

/** A site whose pages nothing links to but its start page to the first. */
async function madeSite(): Promise<MadeSite> {
  const site = await MadeSite.start();
  site.set('/', page('Start', ['/only/0', '/sitemap.xml']));
  for (const path of PAGES) site.set(path, page(`Page ${path}`));
  return site;
}

function urlset(site: MadeSite, paths: readonly string[]): string {
  const entries = paths.map((path, n) => {
    const day = String(1 + n).padStart(2, '0');
    return `<url><loc>${site.url(path)}</loc><lastmod>2020-01-${day}</lastmod></url>`;
  });
  return `<?xml version="1.0"?><urlset>${entries.join('')}</urlset>`;
}

const xml = (body: string | Buffer) => ({ headers: { 'content-type': 'application/xml' }, body });

async function opened(): Promise<TestSystem> {
  const system = await TestSystem.open({ env: { SITEPACK_RETRY_DELAY_MS: '10' } });
  await system.start();
  return system;
}

describe('a crawl reads the sitemaps of its site', () => {
  it('at the usual place, and indexes what it lists, but not itself', async () => {
    await using site = await madeSite();
    await using system = await opened();
    site.set('/sitemap.xml', xml(urlset(site, PAGES)));
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({
      complete: true,
      counts: { found: 13, indexed: 13 },
      sitemaps: { read: 1, entries: 12 },
      problems: [],
    });
    expect(await system.documents('made')).toEqual(site.documents(['/', ...PAGES]));
    expect(site.asked('/sitemap.xml')).toHaveLength(1);
  });

  it('by an index that robots.txt names, compressed, over a redirect, each once', async () => {
    await using site = await madeSite();
    await using system = await opened();
    const [one, two] = [PAGES.slice(0, 6), PAGES.slice(6)];
    site.set('/robots.txt', { body: `User-agent: *\nDisallow: /only/3\nSitemap: ${site.url('/maps')}\n` });
    site.set('/maps', { status: 302, headers: { location: '/maps/all.xml' } });
    const listed = ['/maps/1.xml.gz', '/maps/2.txt', '/maps/all.xml', 'https://else.test/3.xml'];
    site.set('/maps/all.xml', {
      body: `<sitemapindex>${listed.map((path) => `<sitemap><loc>${path.startsWith('/') ? site.url(path) : path}</loc></sitemap>`).join('')}</sitemapindex>`,
    });
    site.set('/maps/1.xml.gz', {
      headers: { 'content-type': 'application/x-gzip' },
      body: gzipSync(urlset(site, one)),
    });
    site.set('/maps/2.txt', {
      headers: { 'content-type': 'text/plain' },
      body: [...two, '/elsewhere']
        .map((path) =>
          `${path === '/elsewhere' ? 'https://else.test' : site.url()}${path}`.replace('//only', '/only'),
        )
        .join('\n'),
    });
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true, sitemaps: { read: 3 }, counts: { refused: 1 } });
    const allowed = PAGES.filter((path) => path !== '/only/3');
    expect(await system.documents('made')).toEqual(site.documents(['/', ...allowed]));
    for (const path of ['/maps', '/maps/all.xml', '/maps/1.xml.gz', '/maps/2.txt'])
      expect(site.asked(path), path).toHaveLength(1);
    // A page links to it, and nothing else.
    expect(site.asked('/sitemap.xml')).toHaveLength(1);
  });

  it('but takes a page for people that is named in place of one for the page that it is', async () => {
    await using site = await madeSite();
    await using system = await opened();
    site.set('/robots.txt', { body: `Sitemap: ${site.url('/pages')}\n` });
    site.set('/pages', page('All pages', PAGES));
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true, sitemaps: { read: 0 } });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/pages', ...PAGES]));
  });

  it('only as far as the part of the site goes that it is of', async () => {
    await using site = await madeSite();
    await using system = await opened();
    site.set('/docs/', page('Docs'));
    site.set('/docs/hidden', page('Hidden'));
    site.set('/sitemap.xml', xml(urlset(site, [...PAGES, '/docs/hidden'])));
    const report = await system.crawled(site.url('/docs/'), { index: 'made' });
    expect(report).toMatchObject({ complete: true, refused_links: { folder: PAGES.length } });
    expect(await system.documents('made')).toEqual(site.documents(['/docs/', '/docs/hidden']));
  });

  it('within its limits, those that were changed last first', async () => {
    await using site = await madeSite();
    await using system = await opened();
    site.set('/', page('Start'));
    site.set('/sitemap.xml', xml(urlset(site, PAGES)));
    const report = await system.crawled(site.url(), { index: 'made', limits: { pages: 4 } });
    expect(report).toMatchObject({ limit_hit: true, counts: { found: 4 } });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/only/11', '/only/10', '/only/9']));
    await using none = await opened();
    await none.crawled(site.url(), { index: 'made', limits: { depth: 0 } });
    expect(await none.documents('made')).toEqual(site.documents(['/']));
  });
});

it('an index that is set so has no sitemaps read', async () => {
  await using site = await madeSite();
  await using system = await opened();
  site.set('/robots.txt', { body: `Sitemap: ${site.url('/maps.xml')}\n` });
  for (const path of ['/sitemap.xml', '/maps.xml']) site.set(path, xml(urlset(site, PAGES)));
  site.set('/', page('Start', ['/only/0']));
  const { table } = system.platform;
  await writeSettings(table, 'made', { crawl: { sitemaps: false } }, await readSettings(table, 'made'));
  const report = await system.crawled(site.url(), { index: 'made' });
  expect(report).toMatchObject({ complete: true, sitemaps: { read: 0, entries: 0 } });
  expect(await system.documents('made')).toEqual(site.documents(['/', '/only/0']));
  for (const path of ['/sitemap.xml', '/maps.xml']) expect(site.asked(path), path).toEqual([]);
});

describe('a second crawl of a site with a sitemap', () => {
  it('asks for few of the pages that the sitemap says are as they were', async () => {
    await using site = await madeSite();
    await using system = await opened();
    site.set('/', page('Start'));
    site.set('/sitemap.xml', xml(urlset(site, PAGES)));
    const first = await system.crawled(site.url(), { index: 'made' });
    site.forget();
    const again = await system.crawled(site.url(), { index: 'made' });
    expect(again).toMatchObject({ complete: true, version: first.version, counts: { unchanged: 13 } });
    expect(site.asked('/sitemap.xml')).toMatchObject([{ status: 304, conditional: true }]);
    expect(site.asked().length).toBeLessThan(9);
    site.forget();
    // The date of one says that it was changed.
    const [changed = '', ...others] = PAGES;
    site.set(changed, page('Changed'));
    site.set('/sitemap.xml', xml(urlset(site, [...others, changed])));
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/', ...PAGES]));
  });

  it('removes nothing because the sitemap cannot be read, and everything that it lists no more', async () => {
    await using site = await madeSite();
    await using system = await opened();
    site.set('/', page('Start'));
    site.set('/sitemap.xml', xml(urlset(site, PAGES)));
    await system.crawled(site.url(), { index: 'made' });
    site.set('/sitemap.xml', { status: 500 });
    const blind = await system.crawled(site.url(), { index: 'made' });
    expect(blind).toMatchObject({ complete: false, problems: [{ url: site.url('/sitemap.xml') }] });
    site.set('/sitemap.xml', xml(urlset(site, PAGES).slice(0, -200)));
    const cut = await system.crawled(site.url(), { index: 'made' });
    expect(cut).toMatchObject({ complete: false, limit_hit: true });
    expect(await system.documents('made')).toEqual(site.documents(['/', ...PAGES]));
    site.set('/sitemap.xml', xml(urlset(site, PAGES.slice(0, 8))));
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/', ...PAGES.slice(0, 8)]));
  });

  it('reads it again when what was stored of it is lost', async () => {
    await using site = await madeSite();
    await using system = await opened();
    site.set('/', page('Start'));
    site.set('/sitemap.xml', xml(urlset(site, PAGES)));
    await system.crawled(site.url(), { index: 'made' });
    const { objects } = system.platform;
    const { objects: raw } = await objects.list('raw/made/');
    await objects.delete(raw.map(({ key }) => key).filter((key) => key.includes('sitemap.xml')));
    site.forget();
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true, sitemaps: { read: 1, entries: 12 } });
    expect(site.asked('/sitemap.xml').map(({ status }) => status)).toEqual([304, 200]);
    expect(await system.documents('made')).toEqual(site.documents(['/', ...PAGES]));
  });
});
