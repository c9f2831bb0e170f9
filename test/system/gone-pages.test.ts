import { expect, it } from 'vitest';
import { contentKey } from '#core/crawl/content.ts';
import { rawKey } from '#core/crawl/raw.ts';
import { pageKey } from '#core/crawl/url.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import { readPage } from '#core/tables/pages.ts';
import { ROLES } from '#runtime/worker.ts';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';

const HOUR_MS = 3_600_000;
const page = (title: string, links: string[] = []) => ({
  body: html({ title, text: `${title} says this`, links }),
});

/** A site of four pages that was crawled once; its packer lives an hour later, so that nothing is young to it. */
async function crawledOnce() {
  const site = await MadeSite.start();
  site.set('/', page('Home', ['/hub', '/gone']));
  site.set('/hub', page('Hub', ['/leaf']));
  site.set('/leaf', page('Leaf'));
  site.set('/gone', page('Gone'));
  const system = await TestSystem.open();
  await system.start(ROLES.filter((role) => role !== 'packer'));
  const { clock } = system.platform;
  const later = {
    now: () => clock.now() + HOUR_MS,
    monotonic: () => clock.monotonic(),
    sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal),
  };
  await system.startOn({ ...system.platform, clock: later }, ['packer']);
  await system.crawled(site.url(), { index: 'made' });
  return {
    site,
    system,
    /** What is stored of a page: its row's hash, and which objects there are. */
    async stored(path: string, hash: string) {
      const key = pageKey(site.url(path));
      const { table, objects } = system.platform;
      const [row, raw, content] = await Promise.all([
        readPage(table, 'made', key),
        objects.head(rawKey('made', key)),
        objects.head(contentKey('made', key, hash)),
      ]);
      return {
        hash: row?.content_hash,
        etag: row?.etag,
        raw: raw !== undefined,
        content: content !== undefined,
      };
    },
    async hashOf(path: string): Promise<string> {
      const row = await readPage(system.platform.table, 'made', pageKey(site.url(path)));
      return row?.content_hash ?? '';
    },
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

it('nothing is stored of a page that is gone, and it is read anew when it comes back', async () => {
  await using made = await crawledOnce();
  const { site, system } = made;
  const hash = await made.hashOf('/gone');
  expect(await made.stored('/gone', hash)).toMatchObject({ hash, raw: true, content: true });
  site.remove('/gone');
  await system.crawled(site.url(), { index: 'made' });
  expect(await made.stored('/gone', hash)).toEqual({
    hash: undefined,
    etag: undefined,
    raw: false,
    content: false,
  });
  site.set('/gone', page('Gone'));
  site.forget();
  await system.crawled(site.url(), { index: 'made' });
  expect(site.asked('/gone')).toMatchObject([{ status: 200, conditional: false }]);
  expect(await system.documents('made')).toEqual(site.documents(['/', '/hub', '/leaf', '/gone']));
});

it('a page that asks not to be indexed keeps its content, so that a 304 still leads to its links', async () => {
  await using made = await crawledOnce();
  const { site, system } = made;
  site.set('/hub', {
    body: html({ title: 'Hub', text: 'now hidden', links: ['/leaf'] }),
    headers: { 'x-robots-tag': 'noindex' },
  });
  await system.crawled(site.url(), { index: 'made' });
  const hash = await made.hashOf('/hub');
  expect(await made.stored('/hub', hash)).toMatchObject({ hash, raw: true, content: true });
  site.forget();
  const report = await system.crawled(site.url(), { index: 'made' });
  expect(site.asked('/hub')).toMatchObject([{ status: 304, conditional: true }]);
  expect(report.complete).toBe(true);
  expect(await system.documents('made')).toEqual(site.documents(['/', '/leaf', '/gone']));
});

it('counts as a change of the site once, and a dead link never does', async () => {
  const site = await MadeSite.start();
  await using _site = site;
  site.set('/', page('Home', ['/leaf', '/gone', '/never', '/neither']));
  site.set('/leaf', page('Leaf'));
  site.set('/gone', page('Gone'));
  await using system = await TestSystem.open();
  await system.start();
  const seen = async () => {
    const { crawl_id } = await system.crawled(site.url(), { index: 'made' });
    return (await readCrawl(system.platform.table, crawl_id))?.seen;
  };
  expect(await seen()).toEqual({ visited: 3, changed: 3 });
  expect(await seen()).toEqual({ visited: 3, changed: 0 });
  site.remove('/gone');
  expect(await seen()).toEqual({ visited: 3, changed: 1 });
  expect(await seen()).toEqual({ visited: 2, changed: 0 });
});
