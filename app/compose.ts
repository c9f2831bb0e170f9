import { availableParallelism } from 'node:os';
import { HttpPeer } from '#adapters/net/peer.ts';
import { UndiciWeb } from '#adapters/net/web.ts';
import { describeMachine, describeProcess } from '#adapters/system/machine.ts';
import { ownAddress } from '#adapters/system/own-address.ts';
import { SystemScratch } from '#adapters/system/system-scratch.ts';
import { ThreadPool } from '#adapters/system/thread-pool.ts';
import type { Config } from '#config';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { HostGate } from '#core/crawl/host-gate.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { PoliteWeb } from '#core/crawl/polite-web.ts';
import { Reader } from '#core/crawl/reader.ts';
import { RobotsCache } from '#core/crawl/robots-cache.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { Visitor } from '#core/crawl/visitor.ts';
import type { ReadTasks } from '#core/crawl/read-tasks.ts';
import type { PackTasks } from '#core/pack/tasks.ts';
import type { Compute, TaskMap } from '#ports/compute.ts';
import type { Metering } from '#runtime/metered-call.ts';
import { meteredCompute } from '#runtime/metered-compute.ts';
import { meteredPeer } from '#runtime/metered-peer.ts';
import { meteredSearch } from '#runtime/metered-search.ts';
import { meteredWeb } from '#runtime/metered-web.ts';
import { searcherKey } from '#runtime/derived-keys.ts';
import { keyHeader } from '#runtime/shared-key.ts';
import { runWorker } from '#runtime/run-worker.ts';
import type { WorkerDefinition, WorkerRole } from '#runtime/worker.ts';
import { Admissions } from '#workers/crawler/admissions.ts';
import { crawlerWorker } from '#workers/crawler/worker.ts';
import { indexerWorker } from '#workers/indexer/worker.ts';
import { Control } from '#workers/orchestrator/control.ts';
import { Router } from '#workers/orchestrator/router.ts';
import { clusterRules, orchestratorWorker } from '#workers/orchestrator/worker.ts';
import { packerWorker } from '#workers/packer/worker.ts';
import { startSearcher } from '#workers/searcher/searcher.ts';
import { timerWorker } from '#workers/timer/worker.ts';
import type { Platform } from './backend/platform.ts';
import { checkReach } from './check-reach.ts';
import { guard } from './http/access.ts';
import { startHttp } from './http/server.ts';
import { keepPresence } from './presence.ts';
import type { Readiness } from './status/status-app.ts';
import { startStatus } from './status/status-server.ts';
import { VERSION } from './version.ts';

export interface StartOptions {
  readonly roles: readonly WorkerRole[];
  /** Messages in work at once, per worker; each role has its own figure when absent. */
  readonly concurrency?: number;
  /** Of the API, if the orchestrator is among the roles; 0 takes a free one. */
  readonly port: number;
}

/** Workers that run in this process. */
export interface Running {
  /** Base URL of the API, when the orchestrator is among the roles. */
  readonly address: string | undefined;
  /** Base URL of `/healthz`, `/readyz` and `/metrics`: the API's, or one for these alone. */
  readonly status: string;
  stop(): Promise<void>;
}

/** How long handlers may take to finish at stop. */
const STOP_GRACE_MS = 5000;
/** Threads that read pages: beside them the event loop and the stores' threads are at work. */
const READ_THREADS = Math.max(1, availableParallelism() - 1);
/** Threads that build packs. */
const BUILD_THREADS = 1;

/**
 * Starts workers in this process. What one of them needs is opened here, and closed by `stop`, last opened first.
 * @throws when what they stand on cannot be reached or was not set up.
 */
export async function startWorkers(platform: Platform, options: StartOptions): Promise<Running> {
  await checkReach(platform, options.roles);
  await using opening = new AsyncDisposableStack();
  const starters: Record<WorkerRole, () => Promise<WorkerDefinition>> = {
    indexer: async () => indexerWorker(await reading()),
    crawler: async () => crawlerWorker({ ...(await reading()), admissions: new Admissions(platform.table) }),
    timer: async () => timerOf(platform, options),
    packer: () => packerOf(platform, options, opening),
    orchestrator: () => orchestratorOf(),
    searcher: () => searcherOf(platform, opening),
  };
  let shared: ReturnType<typeof openReading> | undefined;
  const reading = () => (shared ??= openReading(platform, options, opening));
  let address: string | undefined;
  const orchestratorOf = async () => {
    const started = await startOrchestrator(platform, options.port, opening);
    address = started.address;
    return started.worker;
  };
  const workers: WorkerDefinition[] = [];
  for (const role of options.roles) workers.push(await starters[role]());
  let readiness: Readiness = 'starting';
  const status = address ?? (await startStatusServer(platform, () => readiness, opening));
  // Nothing runs before everything is open: what throws above leaves no worker behind.
  const running = workers.map((worker) => runWorker(worker, platform, platform.config));
  readiness = 'ready';
  const presence = await keepPresence(
    { ...platform, totals: () => platform.metrics.totals() },
    {
      ...describeProcess(),
      version: VERSION,
      id: platform.process_id,
      roles: [...options.roles],
      datacenter: platform.config.datacenter,
      endpoint: status,
    },
  );
  const opened = opening.move();
  return {
    address,
    status,
    async stop() {
      readiness = 'stopping';
      await Promise.all(running.map((worker) => worker.stop(STOP_GRACE_MS)));
      await presence.stop();
      await opened.disposeAsync();
    },
  };
}

/** A process without the API tells elsewhere how it is. @returns where. */
async function startStatusServer(
  platform: Platform,
  readiness: () => Readiness,
  opening: AsyncDisposableStack,
): Promise<string> {
  const { config } = platform;
  const at = { host: config.host, port: config.status_port, advertise: advertised(config) };
  const server = await startStatus({ ...platform, readiness, guard: guard(config) }, at);
  opening.defer(() => server.close());
  return server.address;
}

/** What indexer and crawler read pages with: shared, so that the two messages of a page share its visit. */
async function openReading(platform: Platform, options: StartOptions, opening: AsyncDisposableStack) {
  const { config, table, objects, clock, random } = platform;
  const web = meteredWeb(new UndiciWeb({ allow_private: config.allow_private }), platform);
  opening.defer(() => web.close());
  // A turn and a visit last as long as a request may, and some more for what is done before and after it.
  const flight_ms = config.fetch_timeout_ms + 5000;
  const onTrouble = (error: unknown) =>
    platform.log.warn({ err: error }, 'a turn at a host could not be given back');
  const gate = new HostGate({ table, clock, random, onTrouble }, { ...config, flight_ms });
  opening.defer(() => gate.close());
  const polite = new PoliteWeb({ web, clock, gate, onTrouble }, config);
  const robots = new RobotsCache({ table, clock, web: polite }, config);
  const compute = openThreads<ReadTasks>(platform, '../core/crawl/read-tasks.ts', READ_THREADS, opening);
  // Loading takes longer than many a page: the first ones need not wait for it.
  await compute.broadcast('ready', null);
  const onRead = ({ kind }: Outcome) => platform.metrics.pageRead(kind);
  const reader = new Reader({ web: polite, robots, compute, clock }, config);
  const visitor = new Visitor({ table, objects, clock, random, onRead }, reader, {
    ...config,
    visit_ms: flight_ms * 2,
  });
  const { handler_timeout_ms, max_depth, max_pages, crawl_timeout_s, page_timeout_s } = config;
  const concurrency = options.concurrency ?? 32;
  return {
    table,
    clock,
    visitor,
    crawls: new CrawlCache(table, clock),
    tallies: new Tallies(table, random.id()),
    settings: { concurrency, handler_timeout_ms, max_depth, max_pages, crawl_timeout_s, page_timeout_s },
  };
}

function timerOf({ config, table, clock }: Platform, options: StartOptions): WorkerDefinition {
  return timerWorker({ table, clock, settings: { ...config, concurrency: options.concurrency ?? 8 } });
}

async function packerOf(
  platform: Platform,
  options: StartOptions,
  opening: AsyncDisposableStack,
): Promise<WorkerDefinition> {
  const { config, table, objects, clock, random, metrics } = platform;
  const compute = openThreads<PackTasks>(platform, PACK_TASKS, BUILD_THREADS, opening);
  const scratch = await claimScratch(platform, 'packer', opening);
  const settings = {
    ...config,
    // Indexes packed at once; the threads are what bounds them.
    concurrency: options.concurrency ?? 2,
    // A big index takes its time; its lease and its heartbeat show that it is worked on.
    handler_timeout_ms: config.handler_timeout_ms * 10,
  };
  return packerWorker({ table, objects, compute, scratch, clock, random, metrics, settings });
}

async function startOrchestrator(platform: Platform, port: number, opening: AsyncDisposableStack) {
  const { config, log, clock, random, queue, table, objects } = platform;
  const control = new Control({ ...platform, prefix: config.prefix, rules: clusterRules(config) });
  const peer = meteredPeer(new HttpPeer({ headers: keyHeader(searcherKey(config.key)) }), platform);
  opening.defer(() => peer.close());
  const router = new Router({ maps: control, peer, clock, log, timeout_ms: config.search_timeout_ms });
  const services = {
    ...platform,
    search: meteredSearch(router.search.bind(router), platform),
    cluster: () => control.snapshot(),
    hindrance: () => control.hindrance(),
    move: control.move.bind(control),
  };
  const http = await startHttp(services, { host: config.host, port, advertise: advertised(config) });
  opening.defer(() => http.close());
  const worker = orchestratorWorker({
    table,
    objects,
    queue,
    clock,
    random,
    log,
    control,
    config,
    endpoint: () => http.address,
  });
  return { worker, address: http.address };
}

async function searcherOf(platform: Platform, opening: AsyncDisposableStack): Promise<WorkerDefinition> {
  const { config } = platform;
  const scratch = await claimScratch(platform, 'searcher', opening);
  const searcher = await startSearcher({
    ...platform,
    queries: openThreads<PackTasks>(platform, PACK_TASKS, config.search_threads, opening),
    checks: openThreads<PackTasks>(platform, PACK_TASKS, 1, opening),
    scratch,
    machine: () => describeMachine(scratch.path),
    settings: {
      ...config,
      concurrency: 4,
      port: config.searcher_port,
      key: searcherKey(config.key),
      advertise: advertised(config),
    },
  });
  opening.defer(() => searcher.close());
  return searcher.worker;
}

/** Host name or address by which other processes reach what listens on the configured host. */
function advertised({ advertise, host }: Config): string {
  if (advertise !== '') return advertise;
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === '0.0.0.0' || bare === '::' ? ownAddress() : bare;
}

const PACK_TASKS = '../core/pack/tasks.ts';

function openThreads<Tasks extends TaskMap>(
  metering: Metering,
  file: string,
  threads: number,
  opening: AsyncDisposableStack,
): Compute<Tasks> {
  // More searches than that at once wait longer than their deadline anyway.
  const compute = new ThreadPool<Tasks>({
    module: new URL(file, import.meta.url),
    threads,
    max_waiting: 256,
  });
  opening.defer(() => compute.close());
  return meteredCompute(compute, metering);
}

async function claimScratch({ config }: Platform, purpose: string, opening: AsyncDisposableStack) {
  const scratch = new SystemScratch({ data: config.data, budget_mb: config.space_mb });
  const folder = await scratch.claim(purpose);
  opening.defer(() => folder.release());
  return folder;
}
