import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '#app/backend/platform.ts';
import type { Running } from '#app/compose.ts';
import { hostOf, schemeOf } from '#core/crawl/url.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import { pageBatches } from '#core/tables/pages.ts';
import { Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';
import type { WorkerRole } from '#runtime/worker.ts';
import { BACKEND } from './backend.ts';
import { TestSystem } from './harness.ts';
import { liveDocuments } from './live-packs.ts';
import { madePages } from './made-pages.ts';
import { Dead, type Death, type Life, mortal } from './mortal-ports.ts';
import { PrefixedTable } from './prefixed-table.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

/** The emulators take a process's time for each call: fewer lives there, and with time to renew their leases. */
const [AT_ONCE, MOST_CALLS, LEASE_MS] = BACKEND === 'aws' ? [8, 6, 2000] : [10, Infinity, 500];
const WORKERS: readonly WorkerRole[] = ['indexer', 'crawler', 'timer', 'packer'];
/** Past the end of every visit and turn that a dead worker holds. */
const LATER_MS = 60_000;
const pages = madePages(51, 6);

/** Queues, tables and an index of its own for each life, all in one data folder. */
async function platformOf(system: TestSystem, name: string): Promise<Platform> {
  const { platform } = system;
  const names = queueNames(name);
  for (const queue of names.all) await platform.queue.create(queue);
  const table = new PrefixedTable(platform.table, `${name}-`);
  return { ...platform, table, names, outbox: new Outbox({ ...platform, names }) };
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

/** Stops workers, which dead ones can do only so well. */
async function end(workers: Running): Promise<void> {
  try {
    await workers.stop();
  } catch (error) {
    if (!isDeath(error)) throw error;
  }
}

function isDeath(error: unknown): boolean {
  if (error instanceof SuppressedError) return isDeath(error.error) && isDeath(error.suppressed);
  return error instanceof Dead;
}

describe('wherever a process dies, nothing is lost and nothing is half done', { timeout: 120_000 }, () => {
  let site: MadeSite;
  let system: TestSystem;

  beforeAll(async () => {
    site = await MadeSite.start(pages);
    system = await TestSystem.open({
      env: {
        SITEPACK_SHARDS: '2',
        SITEPACK_LEASE_MS: String(LEASE_MS),
        SITEPACK_VISIBILITY_MS: '1000',
        SITEPACK_CRAWL_TIMEOUT_S: '1',
      },
    });
  });

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  /** Workers that may die while they start: nobody is there then. */
  async function begun(platform: Platform, roles: readonly WorkerRole[]): Promise<Running[]> {
    try {
      return [await system.startOn(platform, roles)];
    } catch (error) {
      if (!isDeath(error)) throw error;
      return [];
    }
  }

  /** Starts a crawl, lets `mortals` and others work on it until the mortals die, and their heirs finish it. */
  async function live(name: string, mortals: readonly WorkerRole[], death: Death): Promise<Life> {
    const platform = await platformOf(system, name);
    const { table, outbox, random } = platform;
    const life = mortal(platform, death);
    const others = WORKERS.filter((role) => !mortals.includes(role));
    const running = [await system.startOn(platform, others), ...(await begun(life.platform, mortals))];
    const crawl_id = `${name}.${random.id()}`;
    const isDone = async () => (await readCrawl(table, crawl_id))?.finished_at_ms !== undefined;
    const url = site.url();
    await outbox.send([
      { type: 'index+crawl', site: hostOf(url), scheme: schemeOf(url), index: name, crawl_id },
    ]);
    await until(`${name} to die or to be done`, async () => life.isOver() || isDone());
    await Promise.all(running.map(end));

    const heirs = await system.startOn(later(platform), WORKERS);
    await until(`${name} to be done`, isDone, 60_000);
    await until(`nothing of ${name} to wait`, async () => {
      const waiting = await Array.fromAsync(pageBatches(table, name, true));
      return waiting.length === 0;
    });
    await heirs.stop();
    expect(await liveDocuments(platform, name), name).toEqual(site.documents(pages.keys()));
    for (const dead of platform.names.all.filter((queue) => queue.includes('-dead'))) {
      expect(await platform.queue.peek(dead, 1), dead).toEqual([]);
    }
    return life;
  }

  it.for([
    ['packer', ['packer'], 3],
    ['reader', ['indexer', 'crawler'], 9],
  ] as const)('%s', async ([who, roles, least_step]) => {
    const unhurt = await live(`${who}-unhurt`, roles, { at_call: Infinity, applied: true });
    const step = Math.max(least_step, Math.ceil(unhurt.calls() / MOST_CALLS));
    const lives = new PQueue({ concurrency: AT_ONCE });
    const lived: Promise<unknown>[] = [];
    // Every call once in so many; the two ways to die in turn.
    for (let at_call = 1; at_call <= unhurt.calls(); at_call += step) {
      for (const applied of [true, false]) {
        const name = `${who}-${at_call}-${applied ? 'applied' : 'lost'}`;
        lived.push(lives.add(() => live(name, roles, { at_call, applied })));
      }
    }
    expect(lived.length).toBeGreaterThan(10);
    await Promise.all(lived);
  });
});
