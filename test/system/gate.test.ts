import { describe, expect, it } from 'vitest';
import { readCrawl } from '#core/tables/crawls.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { readHead } from '#core/tables/heads.ts';
import { pageKey } from '#core/crawl/url.ts';
import { readPage } from '#core/tables/pages.ts';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

const COUNT = 30;
const paths = Array.from({ length: COUNT }, (_, n) => `/p/${n}`);
const page = (title: string, links: readonly string[] = []) => ({
  body: html({ title, text: `${title} says this`, links: [...links] }),
});

/** A site of 31 pages, crawled once. */
async function crawledOnce(env: Record<string, string> = {}) {
  const site = await MadeSite.start();
  const build = (): void => {
    site.set('/', page('Home', paths));
    for (const path of paths) site.set(path, page(`Page ${path}`));
  };
  build();
  const system = await TestSystem.open({
    env: { SITEPACK_SHARDS: '2', SITEPACK_RETRY_DELAY_MS: '10', ...env },
  });
  const running = await system.start();
  const report = await system.crawled(site.url(), { index: 'made' });
  expect(report.version).toBe(1);
  const head = async () => {
    const row = await readHead(system.platform.table, 'made');
    if (row === undefined) throw new Error('there is no index');
    return row;
  };
  return {
    site,
    system,
    running,
    build,
    all: site.documents(['/', ...paths]),
    head,
    held: async () => (await head()).held,
    /** Half of the pages are gone. */
    halve: () => paths.slice(0, COUNT / 2).forEach((path) => site.remove(path)),
    left: () => site.documents(['/', ...paths.slice(COUNT / 2)]),
    crawled: () => system.crawled(site.url(), { index: 'made' }),
    version: (number: number) => until(`version ${number}`, async () => (await head()).version === number),
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

describe('a crawl that finds half of the site gone', () => {
  it('does not replace the live version, and says why', async () => {
    await using made = await crawledOnce();
    made.halve();
    const report = await made.crawled();
    expect(report.version).toBeUndefined();
    expect(report.held).toMatchObject([{ code: 'lost', live: 31, found: 15, threshold: 9 }]);
    expect(report.held?.[0]?.text).toBe(
      '15 of 31 documents (48.4 %) would be lost (15 gone); at most 9 may (30 %)',
    );
    expect(await made.system.version('made')).toBe(1);
    expect(await made.system.documents('made')).toEqual(made.all);
    expect(await made.held()).toMatchObject({ base: 1, lost: 15 });
  });

  it('does when somebody publishes it, and no longer after a rollback', async () => {
    await using made = await crawledOnce();
    made.halve();
    await made.crawled();
    const held = await made.held();
    await made.system.post({ type: 'publish_held', index: 'made', manifest: held?.manifest_sha256 });
    await made.version(2);
    expect(await made.system.documents('made')).toEqual(made.left());
    expect(await made.held()).toBeUndefined();
    await made.system.post({ type: 'rollback', index: 'made' });
    await made.version(3);
    expect(await made.system.documents('made')).toEqual(made.all);
  });

  it('leaves the index as it is when it is dropped, until a crawl finds the same again', async () => {
    await using made = await crawledOnce();
    made.halve();
    await made.crawled();
    await made.system.post({ type: 'drop_held', index: 'made' });
    await until('the drop', async () => (await made.held()) === undefined);
    expect(await made.system.documents('made')).toEqual(made.all);
    const row = await readPage(made.system.platform.table, 'made', pageKey(made.site.url('/p/0')));
    expect(row).toMatchObject({ state: 'present' });
    expect(row?.mark).toBeUndefined();
    const report = await made.crawled();
    expect(report.held?.[0]).toMatchObject({ code: 'lost', found: 15 });
    expect(await made.system.version('made')).toBe(1);
  });

  it('gives up pages anew when a version without them was dropped, once their grace is over again', async () => {
    await using made = await crawledOnce({
      SITEPACK_GRACE_DAYS: '0',
      SITEPACK_GRACE_TRIES: '2',
      SITEPACK_FETCH_ATTEMPTS: '1',
    });
    for (const path of paths) made.site.set(path, { status: 500 });
    await made.crawled();
    const held = [
      { code: 'lost', live: 31, found: 30 },
      { code: 'failed', found: 30 },
    ];
    expect((await made.crawled()).held).toMatchObject(held);
    expect((await made.held())?.reasons[0]?.text).toMatch('(30 failed)');
    await made.system.post({ type: 'drop_held', index: 'made' });
    await until('the drop', async () => (await made.held()) === undefined);
    expect(await made.crawled()).toMatchObject({ blind: true, version: 1 });
    expect((await made.crawled()).held).toMatchObject(held);
    expect(await made.system.documents('made')).toEqual(made.all);
  });

  it('is forgotten when the pages are there again', async () => {
    await using made = await crawledOnce();
    made.halve();
    await made.crawled();
    expect(await made.held()).toBeDefined();
    made.build();
    const report = await made.crawled();
    expect(report).toMatchObject({ complete: true });
    expect(await made.held()).toBeUndefined();
    expect(await made.system.documents('made')).toEqual(made.all);
  });

  it('is held again by each crawl that finds the same', async () => {
    await using made = await crawledOnce();
    made.halve();
    await made.crawled();
    const first = await made.held();
    const report = await made.crawled();
    expect(report.held).toMatchObject([{ code: 'lost' }]);
    const second = await made.held();
    expect(second?.manifest_sha256).not.toBe(first?.manifest_sha256);
    expect(await made.system.version('made')).toBe(1);
  });
});

it('a rule that keeps out a third of the site is no exception: the version waits until somebody publishes it', async () => {
  await using made = await crawledOnce();
  const { site, system } = made;
  const { table } = system.platform;
  await writeSettings(table, 'made', { crawl: { exclude: ['/p/1'] } }, await readSettings(table, 'made'));
  // A page that fails, so that the crawl does not see the whole site.
  site.set('/p/20', { status: 500 });
  // Settings are some seconds old at most.
  const report = await until('a crawl by the rules', async () => {
    const { complete, held } = await made.crawled();
    return held === undefined ? undefined : { complete, held };
  });
  expect(report.complete).toBe(false);
  expect(report.held).toMatchObject([{ code: 'lost', live: 31, found: 11 }]);
  expect(report.held[0]?.text).toMatch('(11 excluded)');
  expect(await system.documents('made')).toEqual(made.all);
  const { version } = await made.head();
  await system.post({ type: 'publish_held', index: 'made' });
  await made.version(version + 1);
  const kept = [...made.all.keys()].filter((id) => !id.startsWith(site.url('/p/1')));
  expect([...(await system.documents('made')).keys()].toSorted()).toEqual(kept.toSorted());
});

it('an index for which more may go than is configured goes by that', async () => {
  await using made = await crawledOnce();
  const before = await readSettings(made.system.platform.table, 'made');
  await writeSettings(made.system.platform.table, 'made', { gate: { lost_share: 0.5 } }, before);
  made.halve();
  expect(await made.crawled()).toMatchObject({ version: 2 });
  expect(await made.system.documents('made')).toEqual(made.left());
});

it('a crawl by which a golden query loses its answer does not replace the live version until somebody publishes it', async () => {
  await using made = await crawledOnce();
  const { site, system } = made;
  const { table } = system.platform;
  const golden = [{ query: 'harbour seals', expected: '/p/3', top: 3 }];
  await writeSettings(table, 'made', { gate: { golden } }, await readSettings(table, 'made'));
  site.set('/p/3', page('Harbour seals'));
  expect(await made.crawled()).toMatchObject({ version: 2 });
  site.set('/p/3', page('Something else'));
  const report = await made.crawled();
  expect(report.held).toMatchObject([{ code: 'golden_missed', live: 1, found: 1, threshold: 0 }]);
  expect(report.held?.[0]?.text).toBe(
    '1 of 1 golden queries (100 %) would lose their answer: "harbour seals" has /p/3 no longer among its first 3',
  );
  expect(await system.version('made')).toBe(2);
  const held = await made.held();
  await system.post({ type: 'publish_held', index: 'made', manifest: held?.manifest_sha256 });
  await made.version(3);
  expect(await system.documents('made')).toEqual(site.documents(['/', ...paths]));
  // What the live version does not answer is not lost.
  site.set('/p/4', page('Once more'));
  expect(await made.crawled()).toMatchObject({ version: 4 });
});

describe('while a version is held', () => {
  it('what clients have indexed goes live, and what waits with it does not', async () => {
    await using made = await crawledOnce();
    made.halve();
    await made.crawled();
    made.site.set('/p/20', page('Edited'));
    made.site.set('/new', page('New'));
    await made.system.index(made.site.url('/p/20'), 'made');
    await made.system.index(made.site.url('/new'), 'made');
    const wanted = made.site.documents(['/new', '/p/20']);
    await until('the edits', async () => {
      const live = await made.system.documents('made');
      return [...wanted].every(([id, hash]) => live.get(id) === hash);
    });
    expect([...(await made.system.documents('made')).keys()].toSorted()).toEqual(
      [...made.all.keys(), made.site.url('/new')].toSorted(),
    );
    const held = await made.held();
    expect(held?.base).toBe(1);
    const { version } = await made.head();
    await made.system.post({ type: 'publish_held', index: 'made', manifest: held?.manifest_sha256 });
    await made.version(version + 1);
    expect(await made.system.documents('made')).toEqual(
      made.site.documents(['/', '/new', ...paths.slice(COUNT / 2)]),
    );
  });

  it('a word about another version changes nothing', async () => {
    await using made = await crawledOnce();
    made.halve();
    await made.crawled();
    const before = await made.held();
    await made.system.post(
      { type: 'publish_held', index: 'made', manifest: 'a'.repeat(64) },
      { type: 'drop_held', index: 'made', manifest: 'a'.repeat(64) },
    );
    // Of one FIFO group: when this is done, so are they.
    await made.system.post({ type: 'rollback', index: 'made', version: 1 });
    await until('the messages', async () => (await made.system.deadLetters('pack')).length === 1);
    expect(await made.held()).toEqual(before);
    expect(await made.system.version('made')).toBe(1);
  });

  it('its objects are not garbage, and are once it is dropped', async () => {
    await using made = await crawledOnce({
      SITEPACK_KEEP_VERSIONS: '1',
      SITEPACK_KEEP_S: '1',
      SITEPACK_LEASE_MS: '200',
    });
    made.halve();
    await made.crawled();
    const { objects } = made.system.platform;
    const key = (await made.held())?.manifest_key ?? '';
    const publishEdit = async (title: string): Promise<void> => {
      const { version } = await made.head();
      made.site.set('/p/20', page(title));
      await made.system.index(made.site.url('/p/20'), 'made');
      await made.version(version + 1);
    };
    await made.system.platform.clock.sleep(1500);
    await publishEdit('Edited');
    expect(await objects.head(key)).toBeDefined();
    await made.system.post({ type: 'drop_held', index: 'made' });
    await until('the drop', async () => (await made.held()) === undefined);
    await publishEdit('Edited again');
    await until('the garbage', async () => (await objects.head(key)) === undefined);
  });
});

it('a crawl that goes on takes nothing away, so that its loss is judged as one', async () => {
  await using made = await crawledOnce();
  const { site, system } = made;
  await made.running.stop();
  const slow = { SITEPACK_DELAY_MS: '60', SITEPACK_CRAWL_TIMEOUT_S: '0.2', SITEPACK_TIMER_MAX_FACTOR: '1' };
  await system.start(undefined, slow);
  made.halve();
  const edited = paths.slice(COUNT / 2);
  for (const path of edited) site.set(path, page(`Page ${path}, edited`));
  const report = await made.crawled();
  expect(report.held?.[0]).toMatchObject({ code: 'lost', found: 15 });
  // What it read went live while it went on.
  expect(await system.version('made')).toBeGreaterThan(1);
  expect([...(await system.documents('made')).keys()].toSorted()).toEqual([...made.all.keys()].toSorted());
});

const LONG = Array.from({ length: 400 }, (_, n) => `word${n}`).join(' ');
const long = (title: string, links: readonly string[] = []) => ({
  body: html({ title, text: `${title} says this. ${LONG}`, links: [...links] }),
});

/** A site of 31 long pages, crawled once, and workers that pack several times while a crawl goes on. */
async function crawledOnceAtLength() {
  const made = await crawledOnce();
  made.site.set('/', long('Home', paths));
  for (const path of paths) made.site.set(path, long(`Page ${path}`));
  const { version } = await made.crawled();
  await made.running.stop();
  const slow = { SITEPACK_DELAY_MS: '60', SITEPACK_CRAWL_TIMEOUT_S: '0.2', SITEPACK_TIMER_MAX_FACTOR: '1' };
  await made.system.start(undefined, slow);
  const shells = (): void => {
    made.site.set('/', page('Back soon', paths));
    for (const path of paths) made.site.set(path, page('Back soon'));
  };
  return { ...made, version, shells, all: made.site.documents(['/', ...paths]) };
}

describe('a site whose pages say little by now', () => {
  it('stays as it was while a crawl goes on, and is held when it is over', async () => {
    await using made = await crawledOnceAtLength();
    made.shells();
    const report = await made.crawled();
    expect(report.held).toMatchObject([{ code: 'shrunk' }]);
    expect(await made.system.version('made')).toBe(made.version);
    expect(await made.system.documents('made')).toEqual(made.all);
  });

  it('stays as it was when the version is dropped, until a crawl reads the same again', async () => {
    await using made = await crawledOnceAtLength();
    made.shells();
    made.site.set('/', page('Back soon', [...paths, '/new']));
    made.site.set('/new', page('New'));
    await made.crawled();
    expect(await made.held()).toBeDefined();
    const { table } = made.system.platform;
    const key = { pk: 'made', sk: pageKey(made.site.url('/p/0')) };
    await table.update('pages', key, { set: { lastmod_ms: 1 } });
    await made.system.post({ type: 'drop_held', index: 'made' });
    await until('the drop', async () => (await made.held()) === undefined);
    const live = await made.system.documents('made');
    for (const [url, hash] of made.all) expect(live.get(url)).toBe(hash);
    const row = await readPage(made.system.platform.table, 'made', pageKey(made.site.url('/p/0')));
    expect(row).toMatchObject({ state: 'present', content_hash: made.all.get(made.site.url('/p/0')) });
    expect(row?.mark).toBeUndefined();
    // A sitemap's date was of what it says no longer: by it nothing tells that it need not be asked for.
    expect(row?.lastmod_ms).toBeUndefined();
    expect((await made.crawled()).held).toMatchObject([{ code: 'shrunk' }]);
  });

  it('goes live in part while a crawl goes on where pages are edited', async () => {
    await using made = await crawledOnceAtLength();
    made.shells();
    const edited = paths.slice(0, 20);
    for (const path of edited) made.site.set(path, long(`Page ${path}, edited`));
    const id = await made.system.crawl(made.site.url(), { index: 'made' });
    const wanted = made.site.documents(edited);
    await until('some edits', async () => {
      const live = await made.system.documents('made');
      return [...wanted].some(([url, hash]) => live.get(url) === hash);
    });
    expect((await readCrawl(made.system.platform.table, id))?.finished_at_ms).toBeUndefined();
    const live = await made.system.documents('made');
    for (const url of made.site.documents(['/', ...paths.slice(20)]).keys())
      expect(live.get(url)).toBe(made.all.get(url));
    expect(await made.system.report(id)).toMatchObject({ complete: true });
  });
});
