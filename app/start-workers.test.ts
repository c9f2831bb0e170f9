import pino from 'pino';
import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { readConfig } from '#config';
import { tasks as readTasks } from '#core/crawl/read-tasks.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { tasks as packTasks } from '#core/pack/tasks.ts';
import { listProcesses } from '#core/tables/processes.ts';
import type { TaskMap } from '#ports/compute.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import { Metrics } from '#runtime/metrics.ts';
import { Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { ROLES } from '#runtime/worker.ts';
import type { Platform } from './backend/platform.ts';
import { CannotListen } from './listen.ts';
import { startWorkers } from './start-workers.ts';
import type { Readiness } from './status/status-app.ts';
import type { Surroundings } from './surroundings.ts';

/** A platform in memory. */
async function memoryPlatform(clock: VirtualClock, env: Record<string, string> = {}): Promise<Platform> {
  const config = readConfig(env);
  const random = new CountingRandom();
  const names = queueNames(config.prefix);
  const queue = new MemoryQueue({ clock, random });
  for (const name of names.all) await queue.create(name);
  return {
    config,
    log: pino({ level: 'silent' }),
    clock,
    random,
    names,
    queue,
    table: new MemoryTable(),
    objects: new MemoryObjects({ clock }),
    outbox: new Outbox({ queue, names, random }),
    metrics: new Metrics(),
    process_id: 'one',
    locate: async () => 'memory',
    close: async () => undefined,
  };
}

function unused(): never {
  throw new Error('nobody has work here');
}

/** Surroundings in which nothing happens, and the names of what is open in them, in the order of opening. */
class QuietSurroundings implements Surroundings {
  readonly open: string[] = [];
  /** What was closed, in order. */
  readonly closed: string[] = [];
  readonly process = { host: 'machine', pid: 4711 };
  readonly scratch = { claim: async (purpose: string) => this.#folder(purpose) };
  /** As the status server tells it. */
  readiness: () => Readiness = unused;
  readonly unzstd = unused;
  readonly serveSearches: Surroundings['serveSearches'] = async (_service, { advertise }) => ({
    endpoint: `http://${advertise}:1`,
    close: this.#opened('searches'),
  });

  ownAddress(): string {
    return '192.0.2.1';
  }

  machine() {
    return { cores: 2, memory_mb: 4096, load: 0, disk_mb: 1000 };
  }

  openWeb() {
    return { request: unused, close: this.#opened('web') };
  }

  openPeer() {
    return {
      statistics: unused,
      near: unused,
      suggest: unused,
      search: unused,
      details: unused,
      close: this.#opened('peer'),
    };
  }

  openReadThreads() {
    return this.#threads('read threads', readTasks);
  }

  openPackThreads(threads: number) {
    return this.#threads(`pack threads: ${threads}`, packTasks);
  }

  async serveApi(...[, { advertise }]: Parameters<Surroundings['serveApi']>) {
    return { address: `http://${advertise}:2`, close: this.#opened('api') };
  }

  async serveStatus(...[{ readiness }, { advertise }]: Parameters<Surroundings['serveStatus']>) {
    this.readiness = readiness;
    return { address: `http://${advertise}:3`, close: this.#opened('status') };
  }

  /** @returns what closes it. */
  #opened(name: string): () => Promise<void> {
    this.open.push(name);
    return async () => void this.closed.push(name);
  }

  #threads<Tasks extends TaskMap>(name: string, tasks: Tasks): InlineCompute<Tasks> {
    return Object.assign(new InlineCompute(tasks), { close: this.#opened(name) });
  }

  #folder(purpose: string): ScratchFolder {
    return {
      path: `/scratch/${purpose}`,
      freeBytes: async () => 2 ** 30,
      list: async () => [],
      touch: unused,
      rename: unused,
      remove: unused,
      hold: unused,
      isHeld: unused,
      read: unused,
      write: unused,
      release: this.#opened(`scratch of the ${purpose}`),
    };
  }
}

it('workers start on what surrounds them, and close it at stop, last opened first', async () => {
  const clock = new VirtualClock();
  const platform = await memoryPlatform(clock, { SITEPACK_SEARCH_THREADS: '3' });
  const surroundings = new QuietSurroundings();
  const running = await clock.run(startWorkers(platform, { roles: ROLES, port: 0 }, surroundings));
  expect(running).toMatchObject({ address: 'http://127.0.0.1:2', status: 'http://127.0.0.1:2' });
  expect(await listProcesses(platform.table, clock.now())).toMatchObject([
    { id: 'one', host: 'machine', pid: 4711, roles: ROLES, endpoint: 'http://127.0.0.1:2' },
  ]);
  expect(surroundings.open.toSorted()).toEqual([
    'api',
    'pack threads: 1',
    'pack threads: 1',
    'pack threads: 3',
    'peer',
    'read threads',
    'scratch of the packer',
    'scratch of the searcher',
    'searches',
    'web',
  ]);
  expect(surroundings.closed).toEqual([]);
  await clock.run(running.stop());
  expect(surroundings.closed).toEqual(surroundings.open.toReversed());
  expect(await listProcesses(platform.table, clock.now())).toEqual([]);
});

it('what was opened is closed when the next cannot be opened', async () => {
  const clock = new VirtualClock();
  const platform = await memoryPlatform(clock);
  const surroundings = new QuietSurroundings();
  surroundings.serveApi = () => Promise.reject(new CannotListen('port_taken', 'port 8080 is taken'));
  await expect(
    clock.run(startWorkers(platform, { roles: ['indexer', 'orchestrator'], port: 8080 }, surroundings)),
  ).rejects.toThrow('port 8080 is taken');
  expect(surroundings.open).toEqual(['web', 'read threads', 'peer']);
  expect(surroundings.closed).toEqual(['peer', 'read threads', 'web']);
  expect(await listProcesses(platform.table, clock.now())).toEqual([]);
});

it('a process without the API tells of itself at an address that others reach', async () => {
  const clock = new VirtualClock();
  const platform = await memoryPlatform(clock, { SITEPACK_HOST: '0.0.0.0', SITEPACK_KEY: 'x'.repeat(32) });
  const surroundings = new QuietSurroundings();
  const running = await clock.run(startWorkers(platform, { roles: ['timer'], port: 0 }, surroundings));
  expect(running).toMatchObject({ address: undefined, status: 'http://192.0.2.1:3' });
  expect(surroundings.readiness()).toBe('ready');
  const stopped = running.stop();
  expect(surroundings.readiness()).toBe('stopping');
  await clock.run(stopped);
  expect(surroundings.closed).toEqual(['status']);
});
