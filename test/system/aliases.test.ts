import { describe, expect, it } from 'vitest';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';

const page = (title: string, links: readonly string[] = [], canonical?: string) => ({
  body: html({
    title,
    text: `${title} says this`,
    links: [...links],
    ...(canonical === undefined ? {} : { head: `<link rel="canonical" href="${canonical}">` }),
  }),
});

async function opened(): Promise<TestSystem> {
  const system = await TestSystem.open({ env: { SITEPACK_RETRY_DELAY_MS: '10' } });
  await system.start();
  return system;
}

/** A site whose start page links to these pages. */
async function siteWith(pages: Readonly<Record<string, ReturnType<typeof page>>>): Promise<MadeSite> {
  const site = await MadeSite.start();
  site.set('/', page('Start', Object.keys(pages)));
  for (const [path, one] of Object.entries(pages)) site.set(path, one);
  return site;
}

describe('a page that names another URL as its own', () => {
  it('is read as the page that it is where that leads back to it, and its links are followed', async () => {
    await using site = await siteWith({ '/docs': page('Docs', ['/behind'], '/docs/') });
    await using system = await opened();
    site.set('/docs/', { status: 301, headers: { location: '/docs' } });
    site.set('/behind', page('Behind'));
    const report = await system.crawled(site.url(), { index: 'made' });
    expect(report).toMatchObject({ complete: true, counts: { indexed: 3 } });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/docs', '/behind']));
    const row = (await system.frontier(report.crawl_id)).get(site.url('/docs'));
    expect(row?.outcome?.reason).toContain(
      `names ${site.url('/docs/')} as its own URL, which came to nothing`,
    );
  });

  it('is read so where that one is gone, and the last that can be of several that name each on', async () => {
    await using site = await siteWith({
      '/a': page('A', [], '/b'),
      '/b': page('B', [], '/gone'),
      '/c': page('C', [], '/broken'),
    });
    await using system = await opened();
    site.set('/broken', { status: 403 });
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/b', '/c']));
  });

  it('is read so if it is the first of several that name each other', async () => {
    await using site = await siteWith({
      '/x': page('X', [], '/y'),
      '/y': page('Y', [], '/z'),
      '/z': page('Z', [], '/x'),
    });
    await using system = await opened();
    await system.crawled(site.url(), { index: 'made' });
    expect((await system.documents('made')).size).toBe(2);
  });

  it('stays an alias of one that asks not to be indexed', async () => {
    await using site = await siteWith({ '/a': page('A', [], '/quiet') });
    await using system = await opened();
    site.set('/quiet', { headers: { 'x-robots-tag': 'noindex' }, ...page('Quiet') });
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/']));
  });

  it('is asked for once by the next crawl, and is an alias again once that one is a page', async () => {
    await using site = await siteWith({ '/a': page('A', [], '/b') });
    await using system = await opened();
    const first = await system.crawled(site.url(), { index: 'made' });
    site.forget();
    const second = await system.crawled(site.url(), { index: 'made' });
    expect(second).toMatchObject({
      complete: true,
      version: first.version,
      counts: { unchanged: 2, gone: 1 },
    });
    expect(site.asked('/a')).toMatchObject([{ status: 304 }]);
    site.set('/b', page('B'));
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/b']));
    site.remove('/b');
    await system.crawled(site.url(), { index: 'made' });
    expect(await system.documents('made')).toEqual(site.documents(['/', '/a']));
  });

  it('is read so for a client as well, and is an alias again once that one is there', async () => {
    await using site = await siteWith({ '/a': page('A', [], '/b') });
    await using system = await opened();
    await system.index(site.url('/a'), 'made');
    const version = await system.version('made');
    expect(await system.documents('made')).toEqual(site.documents(['/a']));
    site.set('/b', page('B'));
    await system.index(site.url('/b'), 'made');
    const later = await system.version('made', version);
    site.set('/a', page('A, edited', [], '/b'));
    await system.index(site.url('/a'), 'made');
    await system.version('made', later);
    expect(await system.documents('made')).toEqual(site.documents(['/b']));
  });
});
