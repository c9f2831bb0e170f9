import { describe, expect, it } from 'vitest';
import { Outbox } from '#runtime/outbox.ts';
import { TestSystem } from './harness.ts';
import { html, madePages } from './made-pages.ts';
import { seeded } from '../../simulation/kernel/seeded.ts';
import { MadeSite } from './site.ts';
import { UnrulyQueue } from './unruly-queue.ts';

/** A system whose messages come twice, late, in any order, and again when they are done. */
async function unrulySystem(seed: number): Promise<{ system: TestSystem; queue: () => UnrulyQueue }> {
  let unruly: UnrulyQueue | undefined;
  const system = await TestSystem.open({
    env: { SITEPACK_SHARDS: '2' },
    wrap: (platform) => {
      const queue = new UnrulyQueue(platform.queue, seeded(seed), { twice: 0.2, again: 0.2, late_ms: 150 });
      unruly = queue;
      return { ...platform, queue, outbox: new Outbox({ ...platform, queue }) };
    },
  });
  return {
    system,
    queue: () => {
      if (unruly === undefined) throw new Error('the queue was not wrapped');
      return unruly;
    },
  };
}

describe(
  'messages that come twice, late, out of order, and again after they were deleted',
  { timeout: 60_000 },
  () => {
    it.for([1, 2, 3])('change nothing but the time that a crawl takes (seed %i)', async (seed) => {
      const pages = madePages(seed, 60);
      await using site = await MadeSite.start(pages);
      const { system, queue } = await unrulySystem(seed);
      await using _system = system;
      await system.start();
      const report = await system.crawled(site.url(), { index: 'made' });
      expect(await system.documents('made')).toEqual(site.documents(pages.keys()));
      expect(report).toMatchObject({
        complete: true,
        retries: 0,
        counts: { found: pages.size, indexed: pages.size },
      });
      for (const path of pages.keys()) expect(site.asked(path), path).toHaveLength(1);

      site.set('/p/7', { body: html({ title: 'Changed', text: 'kaleidoscope' }) });
      await system.index(site.url('/p/7'), 'made');
      const version = await system.version('made', report.version);
      expect(await system.documents('made')).toEqual(site.documents(pages.keys()));
      await system.searchable('made', version);
      expect((await system.search('made', 'kaleidoscope')).hits).toHaveLength(1);

      expect(queue().done.twice).toBeGreaterThan(20);
      expect(queue().done.again).toBeGreaterThan(20);
      for (const name of ['index', 'crawl', 'timer', 'pack', 'orchestrator'] as const) {
        expect(await system.deadLetters(name), name).toEqual([]);
      }
    });
  },
);
