import { availableParallelism } from 'node:os';
import { checkProxy } from '#adapters/net/check-proxy.ts';
import { HttpPeer } from '#adapters/net/peer.ts';
import { UndiciWeb } from '#adapters/net/web.ts';
import { describeMachine, describeProcess } from '#adapters/system/machine.ts';
import { ownAddress } from '#adapters/system/own-address.ts';
import { SystemScratch } from '#adapters/system/system-scratch.ts';
import { ThreadPool } from '#adapters/system/thread-pool.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import type { ReadTasks } from '#core/crawl/read-tasks.ts';
import type { PackTasks } from '#core/pack/tasks.ts';
import type { TaskMap } from '#ports/compute.ts';
import { serveSearches } from '#workers/searcher/http.ts';
import type { Platform } from './backend/platform.ts';
import { comparing } from './http/compare-versions.ts';
import { guard } from './http/access.ts';
import { type Inspect, inspecting } from './inspecting.ts';
import { startHttp } from './http/server.ts';
import type { HttpServices } from './http/services.ts';
import type { StartOptions } from './open-context.ts';
import { type Running, startWorkers as startOn } from './start-workers.ts';
import { startStatus } from './status/status-server.ts';
import type { Surroundings } from './surroundings.ts';

export type { StartOptions } from './open-context.ts';
export type { Running } from './start-workers.ts';

/**
 * Starts workers in this process, on the network, threads and disk of this machine.
 * @throws when what they stand on cannot be reached or was not set up, and {CannotListen}.
 */
export function startWorkers(platform: Platform, options: StartOptions): Promise<Running> {
  return startOn(platform, options, systemSurroundings(platform));
}

/** Compares versions of indexes in this process. */
export function comparingHere(platform: Platform): HttpServices['compare'] {
  return comparing({ objects: platform.objects, ...systemSurroundings(platform) });
}

/** Inspects URLs from this process. */
export function inspectingHere(platform: Platform): Inspect {
  return inspecting(platform, systemSurroundings(platform));
}

/** Asks the proxy that is set whether it is there; nothing where none is. */
export function askingProxy({ proxy }: Platform['config']): { askProxy?: () => Promise<string> } {
  return proxy === '' ? {} : { askProxy: () => checkProxy(proxy, PROXY_TIMEOUT_MS) };
}

/** To the proxy, and once more for what it answers; a probe may take twice as long. */
const PROXY_TIMEOUT_MS = 10_000;

/** Threads that read pages: beside them the event loop and the stores' threads are at work. */
const READ_THREADS = Math.max(1, availableParallelism() - 1);

/** More searches than that at once wait longer than their deadline anyway. */
const MAX_WAITING = 256;

function systemSurroundings({ config, log, clock }: Platform): Surroundings {
  return {
    process: describeProcess(),
    ownAddress,
    machine: (folder) => describeMachine(folder.path),
    scratch: new SystemScratch({ data: config.data, budget_mb: config.space_mb }),
    unzstd,
    openWeb: () => new UndiciWeb(config),
    openPeer: (headers) => new HttpPeer({ headers }),
    openReadThreads: () => openThreads<ReadTasks>('../core/crawl/read-tasks.ts', READ_THREADS),
    openPackThreads: (threads) => openThreads<PackTasks>('../core/pack/tasks.ts', threads),
    serveSearches: (service, settings) => serveSearches(service, { log, clock }, settings),
    serveApi: startHttp,
    serveStatus: (services, at) => startStatus({ ...services, clock, guard: guard(config) }, at),
  };
}

function openThreads<Tasks extends TaskMap>(file: string, threads: number): ThreadPool<Tasks> {
  return new ThreadPool<Tasks>({
    module: new URL(file, import.meta.url),
    threads,
    max_waiting: MAX_WAITING,
  });
}
