import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ROLES } from '#runtime/worker.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { seeded } from '../../simulation/kernel/seeded.ts';
import { MadeSite } from './site.ts';

const SEED = Number(process.env['SYSTEM_TEST_SEED'] ?? 3);
const KILLS = 4;

it(
  `brings the same documents in the end though everything is killed at random (seed ${SEED})`,
  { timeout: 90_000 },
  async () => {
    const pages = madePages(SEED, 150);
    await using site = await MadeSite.start(pages);
    await using system = await TestSystem.open({
      // Spaced, so that the crawl lasts and a kill hits the middle of it.
      env: { SITEPACK_DELAY_MS: '15', SITEPACK_FETCH_TIMEOUT_MS: '1000', SITEPACK_SHARDS: '2' },
    });
    const chance = seeded(SEED);
    const crawl_id = await system.crawl(site.url(), { index: 'made' });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const everything = system.spawn(ROLES);
      await everything.ready();
      await sleep(100 + chance.whole(700));
      await everything.kill();
    }
    const read_before = new Set(site.asked().map(({ path }) => path)).size;
    expect(read_before).toBeGreaterThan(1);
    expect(read_before).toBeLessThan(pages.size);

    const everything = system.spawn(ROLES);
    const report = await system.report(crawl_id, 60_000);
    expect(await system.documents('made')).toEqual(site.documents(pages.keys()));
    expect(report).toMatchObject({
      complete: true,
      limit_hit: false,
      counts: { found: pages.size, indexed: pages.size },
    });

    // Whatever was asked for again is told, and nothing is asked for again that was not cut off.
    const attempts = new Map(report.retried.map(({ url, attempts }) => [url, attempts]));
    for (const path of pages.keys()) {
      expect(site.asked(path).length, path).toBeLessThanOrEqual(attempts.get(site.url(path)) ?? 1);
    }
    expect(await system.deadLetters('crawl')).toEqual([]);
    await system.searchable('made', report.version);
    expect((await system.search('made', 'everywhere', 1)).total).toBe(pages.size);
    await everything.stop();
  },
);
