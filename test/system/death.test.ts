import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '#app/compose.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import { pageBatches } from '#core/tables/pages.ts';
import { Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';
import type { WorkerRole } from '#runtime/worker.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { type Death, type Life, mortal } from './mortal-ports.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

/** Lives lived at a time. */
const AT_ONCE = 12;
const pages = madePages(51, 6);
/** Past the end of every visit and turn that a dead worker holds. */
const LATER_MS = 60_000;

/** Each life has queues and an index of its own, all on one data folder. */
async function lifeOf(system: TestSystem, name: string): Promise<Platform> {
  const { platform } = system;
  const names = queueNames(name);
  for (const queue of names.all) await platform.queue.create(queue);
  const config = { ...platform.config, prefix: name };
  return { ...platform, config, names, outbox: new Outbox({ ...platform, names }) };
}

/** The same platform some time later. */
function later(platform: Platform): Platform {
  const { clock } = platform;
  const shifted = {
    now: () => clock.now() + LATER_MS,
    monotonic: () => clock.monotonic(),
    sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal),
  };
  return { ...platform, clock: shifted };
}

describe('wherever a process dies, nothing is lost and nothing is half done', { timeout: 120_000 }, () => {
  let site: MadeSite;
  let system: TestSystem;

  beforeAll(async () => {
    site = await MadeSite.start(pages);
    system = await TestSystem.open({
      env: {
        SITEPACK_SHARDS: '2',
        SITEPACK_LEASE_MS: '300',
        SITEPACK_VISIBILITY_MS: '1000',
        SITEPACK_CRAWL_TIMEOUT_S: '1',
      },
    });
  });

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  /** Starts a crawl in an index of this name, lets `mortals` work on it until they die, and others finish it. */
  async function live(name: string, mortals: readonly WorkerRole[], death: Death): Promise<Life> {
    const platform = await lifeOf(system, name);
    const crawl_id = `${name}.${platform.random.id()}`;
    const isDone = async () => (await readCrawl(platform.table, crawl_id))?.finished_at_ms !== undefined;
    const [host = '', ...rest] = site.url().split('://');
    const others = (['indexer', 'crawler', 'timer', 'packer'] as const).filter(
      (role) => !mortals.includes(role),
    );
    const life = mortal(platform, death);
    const immortal = await system.startOn(platform, others);
    const dying = await system.startOn(life.platform, mortals);
    await platform.outbox.send([
      {
        type: 'index+crawl',
        site: rest.join().replace('/', ''),
        scheme: host === 'http' ? 'http' : 'https',
        index: name,
        crawl_id,
      },
    ]);
    await until(`${name} to die or to be done`, async () => life.isOver() || isDone());
    await Promise.all([dying.stop(), immortal.stop()]);
    const heirs = await system.startOn(later(platform), ['indexer', 'crawler', 'timer', 'packer']);
    await until(`${name} to be done`, isDone, 60_000);
    await until(`nothing of ${name} to wait`, async () => {
      for await (const batch of pageBatches(platform.table, name, true)) return batch.length === 0;
      return true;
    });
    await heirs.stop();
    expect(await system.documents(name), name).toEqual(site.documents(pages.keys()));
    const { queue, names } = platform;
    for (const real of names.all.filter((other) => other.includes('dead')))
      expect(await queue.peek(real, 1), real).toEqual([]);
    return life;
  }

  it.for([
    ['the packer', ['packer'], 1],
    ['indexer and crawler', ['indexer', 'crawler'], 4],
  ] as const)('%s', async ([who, roles, step]) => {
    const word = who.replaceAll(' ', '-');
    const unhurt = await live(`${word}-unhurt`, roles, { at_call: Infinity, applied: true });
    const lives = new PQueue({ concurrency: AT_ONCE });
    console.log(unhurt.calls());
    const done: Promise<unknown>[] = [];
    for (let at_call = 1; at_call <= Math.min(4, unhurt.calls()); at_call += step) {
      for (const applied of [true, false]) {
        done.push(
          lives.add(() =>
            live(`${word}-${at_call}-${applied ? 'applied' : 'lost'}`, roles, { at_call, applied }),
          ),
        );
      }
    }
    expect(done.length).toBeGreaterThan(0);
    await Promise.all(done);
  });
});
