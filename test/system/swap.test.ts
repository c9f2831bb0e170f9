import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { versionChain } from '#core/pack/version-chain.ts';
import { type Search, TestSystem } from './harness.ts';
import { liveManifest, packedDocuments } from './live-packs.ts';
import { html } from './made-pages.ts';
import { seeded } from '../../simulation/kernel/seeded.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

const PAGES = 24;
const EDITIONS = 6;
const CLIENTS = 3;

const paths = Array.from({ length: PAGES }, (_, n) => `/p/${n}`);
const page = (n: number, edition: number) => ({
  body: html({
    title: `Page ${n} in edition ${edition}`,
    text: `everywhere edition${edition}`,
    links: n === 0 ? paths : [],
  }),
});

/** A client that searches without a pause, and what it was answered. */
class Reader {
  readonly answers: Search[] = [];
  readonly failures: unknown[] = [];
  readonly #stop = new AbortController();
  readonly #reading: Promise<void>;

  constructor(search: () => Promise<Search>) {
    this.#reading = this.#read(search);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#reading;
  }

  async #read(search: () => Promise<Search>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        this.answers.push(await search());
      } catch (error) {
        this.failures.push(error);
      }
    }
  }
}

describe('searches while versions are published', { timeout: 60_000 }, () => {
  let site: MadeSite;
  let system: TestSystem;

  beforeAll(async () => {
    site = await MadeSite.start(new Map(paths.map((path, n) => [path, page(n, 1)])));
    system = await TestSystem.open({ env: { SITEPACK_SHARDS: '3', SITEPACK_PAGE_TIMEOUT_S: '0.1' } });
    await system.start();
    await system.start(['searcher']);
    const report = await system.crawled(site.url('/p/0'), { index: 'made' });
    await system.searchable('made', report.version);
  });

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  it('never fail, never mix versions, and never go back to an older one', async () => {
    const readers = Array.from(
      { length: CLIENTS },
      () => new Reader(() => system.search('made', 'everywhere', PAGES)),
    );
    const chance = seeded(1);
    for (let edition = 2; edition <= EDITIONS; edition += 1) {
      const before = await system.version('made');
      const changed = paths
        .keys()
        .filter((n) => n === 0 || chance.float() < 0.4)
        .toArray();
      for (const n of changed) site.set(`/p/${n}`, page(n, edition));
      await Promise.all(changed.map((n) => system.index(site.url(`/p/${n}`), 'made')));
      await system.searchable('made', await system.version('made', before));
    }
    const live = await liveManifest(system.platform, 'made');
    if (live === undefined) throw new Error('there is no version');
    await system.searchable('made', live.version);
    await until('the last version to be answered', async () =>
      readers.every(({ answers }) => answers.at(-1)?.version === live.version),
    );
    await Promise.all(readers.map((reader) => reader.stop()));

    expect(readers.flatMap(({ failures }) => failures)).toEqual([]);
    const titles = new Map<number, Map<string, string>>();
    for await (const manifest of versionChain(system.platform.objects, live)) {
      const documents = await packedDocuments(system.platform, manifest);
      titles.set(manifest.version, new Map([...documents.values()].map(({ id, title }) => [id, title])));
    }
    const seen = new Set(readers.flatMap(({ answers }) => answers.map(({ version }) => version)));
    expect(seen.size).toBeGreaterThanOrEqual(EDITIONS);
    for (const { answers } of readers) {
      expect(answers.length).toBeGreaterThan(EDITIONS * 3);
      let last = 0;
      for (const { version, hits, total } of answers) {
        expect(version).toBeGreaterThanOrEqual(last);
        last = version;
        expect(total).toBe(PAGES);
        expect(new Map(hits.map(({ id, title }) => [id, title])), `version ${version}`).toEqual(
          titles.get(version),
        );
      }
    }
  });

  it('get the old content again after a rollback', async () => {
    const { documents: before, version: from } = {
      documents: await system.documents('made'),
      version: await system.version('made'),
    };
    const rollback = z.object({ version: z.int() });
    const answer = await system.send('POST', '/v1/indexes/made/rollback', { version: 1 });
    expect(answer.status).toBe(202);
    expect(rollback.parse(answer.body).version).toBe(1);
    const version = await system.version('made', from);
    await system.searchable('made', version);
    const { hits, total } = await system.search('made', 'everywhere', PAGES);
    expect(total).toBe(PAGES);
    expect(hits.map(({ title }) => title).sort()).toEqual(
      paths.map((_, n) => `Page ${n} in edition 1`).sort(),
    );
    expect(await system.documents('made')).not.toEqual(before);
  });

  it('take in anew what was rolled back when the site is crawled again', async () => {
    const report = await system.crawled(site.url('/p/0'), { index: 'made' });
    expect(report.complete).toBe(true);
    expect(await system.documents('made')).toEqual(site.documents(paths));
  });

  it('find no index that was deleted, and can find one of its name made anew', async () => {
    expect((await system.send('DELETE', '/v1/indexes/made')).status).toBe(202);
    await until(
      'the index to be gone',
      async () => (await system.http('/v1/indexes/made/search?q=everywhere')).status === 404,
    );
    await until('its rows to be gone', async () => (await system.http('/v1/indexes/made')).status === 404);
    for (const kind of ['packs', 'manifests', 'content', 'raw']) {
      const left = async () => (await system.platform.objects.list(`${kind}/made/`)).objects.length;
      await until(`no ${kind} to be left`, async () => (await left()) === 0);
    }
    const report = await system.crawled(site.url('/p/0'), { index: 'made' });
    await system.searchable('made', report.version);
    expect((await system.search('made', 'everywhere')).total).toBe(PAGES);
    expect(await system.documents('made')).toEqual(site.documents(paths));
  });
});
