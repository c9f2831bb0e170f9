import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROLES, type WorkerRole } from '#runtime/worker.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { seeded } from '../../simulation/kernel/seeded.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';
import type { WorkerProcess } from './worker-process.ts';

const SEED = Number(process.env['SYSTEM_TEST_SEED'] ?? 5);
const COUNTS: Record<WorkerRole, number> = {
  indexer: 2,
  crawler: 2,
  timer: 1,
  packer: 1,
  orchestrator: 2,
  searcher: 3,
};

const cluster = z.object({
  indexes: z.array(
    z.object({
      index: z.string(),
      shards: z.array(z.object({ replicas: z.array(z.object({ searcher: z.string(), state: z.string() })) })),
    }),
  ),
});

describe('workers in processes of their own, on one data folder', { timeout: 60_000 }, () => {
  const pages = madePages(SEED, 120);
  let site: MadeSite;
  let system: TestSystem;
  const workers = new Map<WorkerRole, WorkerProcess[]>();

  beforeAll(async () => {
    site = await MadeSite.start(pages);
    system = await TestSystem.open({
      env: { SITEPACK_SHARDS: '2', SITEPACK_FETCH_TIMEOUT_MS: '1000', SITEPACK_DELAY_MS: '10' },
    });
    for (const role of ROLES) {
      workers.set(
        role,
        Array.from({ length: COUNTS[role] }, () => system.spawn([role])),
      );
    }
    await Promise.all([...workers.values()].flat().map((worker) => worker.ready()));
  }, 60_000);

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  it('bring the same documents as one process does', async () => {
    const report = await system.crawled(site.url(), { index: 'together' });
    expect(report).toMatchObject({ complete: true, counts: { found: pages.size, indexed: pages.size } });
    expect(await system.documents('together')).toEqual(site.documents(pages.keys()));
    await system.searchable('together', report.version);
    expect((await system.search('together', 'everywhere', 1)).total).toBe(pages.size);
  });

  it('ask for every page once, all together', () => {
    for (const path of pages.keys()) expect(site.asked(path), path).toHaveLength(1);
  });

  it('leave only one orchestrator active, and another takes over when it is killed', async () => {
    const before = await system.api();
    const active = workers.get('orchestrator')?.find((worker) => worker.log.includes(before));
    expect(active).toBeDefined();
    await active?.kill();
    const after = await until('another orchestrator', async () => {
      const now = await system.api();
      return now === before ? undefined : now;
    });
    expect(after).not.toBe(before);
    // It has an empty memory, and finds what is published and who holds what.
    const found = async () => (await system.search('together', 'everywhere', 1)).total === pages.size;
    await until('searches to be answered again', found);
  });

  it('go on answering when searchers are killed: another one takes their packs', async () => {
    const holders = async (): Promise<Set<string>> => {
      const { indexes } = cluster.parse((await system.http('/v1/cluster')).body);
      return new Set(
        indexes.flatMap(({ shards }) =>
          shards.flatMap(({ replicas }) => replicas.map(({ searcher }) => searcher)),
        ),
      );
    };
    const held = await holders();
    const before = workers.get('searcher') ?? [];
    const fresh = system.spawn(['searcher']);
    workers.set('searcher', [fresh]);
    await fresh.ready();
    await Promise.all(before.map((worker) => worker.kill()));
    // Asked as nobody asked before: other answers the router has kept.
    const whole = async () => (await system.search('together', 'everywhere', 2)).total === pages.size;
    await until('the packs to be served again', whole);
    const now = await holders();
    expect([now.size, now.isDisjointFrom(held)]).toEqual([1, true]);
  });

  it(`bring the same documents though one after the other is killed (seed ${SEED})`, async () => {
    const chance = seeded(SEED);
    site.forget();
    const crawl_id = await system.crawl(site.url(), { index: 'again' });
    const order = [...ROLES, chance.pick(ROLES)].sort(() => chance.float() - 0.5);
    for (const role of order) {
      await sleep(chance.whole(300));
      await workers.get(role)?.shift()?.kill();
      workers.get(role)?.push(system.spawn([role]));
    }
    const report = await system.report(crawl_id, 50_000);
    expect(await system.documents('again')).toEqual(site.documents(pages.keys()));
    expect(report).toMatchObject({ complete: true, counts: { found: pages.size, indexed: pages.size } });
    const attempts = new Map(report.retried.map(({ url, attempts }) => [url, attempts]));
    for (const path of pages.keys()) {
      expect(site.asked(path).length, path).toBeLessThanOrEqual(attempts.get(site.url(path)) ?? 1);
    }
    await system.searchable('again', report.version);
    expect((await system.search('again', 'everywhere', 1)).total).toBe(pages.size);
  });
});
