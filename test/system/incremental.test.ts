import { expect, it } from 'vitest';
import { holds } from '#core/cluster/shard-range.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { TestSystem } from './harness.ts';
import { liveManifest } from './live-packs.ts';
import { html, madePages } from './made-pages.ts';
import { MadeSite } from './site.ts';

const pages = madePages(11, 60);

async function manifestOf(system: TestSystem, index: string): Promise<Manifest> {
  const manifest = await liveManifest(system.platform, index);
  if (manifest === undefined) throw new Error(`${index} has no version`);
  return manifest;
}

const hashes = ({ shards }: Manifest): string[] => shards.map(({ pack }) => pack.sha256);

it('makes a changed page searchable by rewriting its shard alone, to the same bytes as a pack from scratch', async () => {
  await using site = await MadeSite.start(pages);
  await using system = await TestSystem.open({ env: { SITEPACK_SHARDS: '4' } });
  await system.start();
  await system.crawled(site.url(), { index: 'made' });
  const before = await manifestOf(system, 'made');
  expect(before.shards).toHaveLength(4);

  const url = site.url('/p/7');
  // With the same links: should a full packing come in between, it has nothing to say of other pages.
  const page = pages.get('/p/7');
  if (page === undefined || typeof page === 'function') throw new Error('made pages stand as they are');
  const body = String(page.body).replaceAll('Page 7', 'Changed').replace('page7 everywhere', 'kaleidoscope');
  site.set('/p/7', { body });
  site.forget();
  await system.index(url, 'made');
  const version = await system.version('made', before.version);
  await system.searchable('made', version);
  expect((await system.search('made', 'kaleidoscope')).hits.map(({ id }) => id)).toEqual([url]);
  expect((await system.search('made', 'page7')).hits).toEqual([]);
  expect(site.asked().map(({ path }) => path)).toEqual(['/p/7']);

  const after = await manifestOf(system, 'made');
  const rewritten = after.shards.filter(({ pack }, n) => pack.sha256 !== before.shards[n]?.pack.sha256);
  expect(rewritten.map(({ definition }) => holds(definition, url))).toEqual([true]);
  expect(await system.documents('made')).toEqual(site.documents(pages.keys()));
});

it('comes by incremental packs, and a full one behind them, to the same bytes as by one full pack', async () => {
  await using site = await MadeSite.start(pages);
  await using system = await TestSystem.open({ env: { SITEPACK_SHARDS: '4' } });
  await system.start();
  await system.crawled(site.url(), { index: 'steps' });
  for (const n of [3, 50, 51]) {
    const before = await manifestOf(system, 'steps');
    const links = [3 * n + 1, 3 * n + 2, 3 * n + 3]
      .filter((child) => child <= 60)
      .map((child) => `/p/${child}`);
    site.set(`/p/${n}`, { body: html({ title: `New ${n}`, text: 'kaleidoscope', links }) });
    await system.index(site.url(`/p/${n}`), 'steps');
    await system.version('steps', before.version);
  }
  // What pages say of each other is gathered by full ones alone.
  await system.crawled(site.url(), { index: 'steps' });
  await system.crawled(site.url(), { index: 'once' });
  expect(hashes(await manifestOf(system, 'steps'))).toEqual(hashes(await manifestOf(system, 'once')));
});
