import { SettingsCache } from '#core/settings/settings-cache.ts';
import { searcherKey } from '#runtime/derived-keys.ts';
import { meteredCompute } from '#runtime/metered-compute.ts';
import { meteredPeer } from '#runtime/metered-peer.ts';
import { meteredSearch } from '#runtime/metered-search.ts';
import { keyHeader } from '#runtime/shared-key.ts';
import type { WorkerDefinition, WorkerRole } from '#runtime/worker.ts';
import { Admissions } from '#workers/crawler/admissions.ts';
import { crawlerWorker } from '#workers/crawler/worker.ts';
import { indexerWorker } from '#workers/indexer/worker.ts';
import { asTyped } from '#workers/orchestrator/as-typed.ts';
import { Control } from '#workers/orchestrator/control.ts';
import { countedSearch } from '#workers/orchestrator/counted-search.ts';
import { Router } from '#workers/orchestrator/router.ts';
import { SearchLog } from '#workers/orchestrator/search-log.ts';
import { clusterRules, orchestratorWorker } from '#workers/orchestrator/worker.ts';
import { packerWorker } from '#workers/packer/worker.ts';
import { startSearcher } from '#workers/searcher/searcher.ts';
import { timerWorker } from '#workers/timer/worker.ts';
import { comparing } from './http/compare-versions.ts';
import { advertised } from './advertised.ts';
import type { OpenContext } from './open-context.ts';
import { type PageReading, openPageReading } from './open-page-reading.ts';

/** Workers that have what they need and do not run yet. */
export interface OpenedWorkers {
  /** In the order of the roles. */
  readonly workers: readonly WorkerDefinition[];
  /** Base URL of the API, when the orchestrator is among the roles. */
  readonly address: string | undefined;
}

/** Threads that build packs. */
const BUILD_THREADS = 1;
/** Threads of a searcher that check packs. */
const CHECK_THREADS = 1;

/** Opens what the workers of the chosen roles need, one after the other. */
export async function openWorkers(context: OpenContext): Promise<OpenedWorkers> {
  const { table, random } = context.platform;
  let shared: Promise<PageReading> | undefined;
  const reading = () => (shared ??= openPageReading(context));
  let address: string | undefined;
  const openers: Record<WorkerRole, () => WorkerDefinition | Promise<WorkerDefinition>> = {
    indexer: async () => indexerWorker(await reading()),
    crawler: async () => crawlerWorker({ ...(await reading()), admissions: new Admissions(table, random) }),
    timer: () => timerOf(context),
    packer: () => openPacker(context),
    orchestrator: async () => {
      const opened = await openOrchestrator(context);
      address = opened.address;
      return opened.worker;
    },
    searcher: () => openSearcher(context),
  };
  const workers: WorkerDefinition[] = [];
  for (const role of context.options.roles) workers.push(await openers[role]());
  return { workers, address };
}

function timerOf({ platform: { config, table, clock }, options }: OpenContext): WorkerDefinition {
  return timerWorker({ table, clock, settings: { ...config, concurrency: options.concurrency ?? 8 } });
}

async function openPacker(context: OpenContext): Promise<WorkerDefinition> {
  const { config, table, objects, clock, random, metrics } = context.platform;
  const settings = {
    ...config,
    // Indexes packed at once; the threads are what bounds them.
    concurrency: context.options.concurrency ?? 2,
    // A big index takes its time; its lease and its heartbeat show that it is worked on.
    handler_timeout_ms: config.handler_timeout_ms * 10,
  };
  const compute = openPackThreads(context, BUILD_THREADS);
  const scratch = await claimScratch(context, 'packer');
  const { unzstd } = context.surroundings;
  return packerWorker({ table, objects, compute, scratch, unzstd, clock, random, metrics, settings });
}

async function openOrchestrator(
  context: OpenContext,
): Promise<{ worker: WorkerDefinition; address: string }> {
  const { platform, options, surroundings, opening } = context;
  const { config, log, clock, random, queue, table, objects } = platform;
  const control = new Control({ ...platform, prefix: config.prefix, rules: clusterRules(config) });
  const peer = meteredPeer(surroundings.openPeer(keyHeader(searcherKey(config.key))), platform);
  opening.defer(() => peer.close());
  const settings = new SettingsCache(table, clock);
  const searches = new SearchLog({
    ...platform,
    maps: control,
    settings,
    isActive: () => control.epoch !== undefined,
    keep_days: config.keep_searches,
    query_times: config.query_times,
  });
  const router = new Router({
    maps: control,
    peer,
    clock,
    log,
    settings,
    asked: searches,
    cache_mb: config.search_cache_mb,
    searcher_searches: config.searcher_searches,
    timeout_ms: config.search_timeout_ms,
  });
  const services = {
    ...platform,
    search: countedSearch(asTyped(meteredSearch(router.search.bind(router), platform)), searches),
    searchAll: countedSearch(asTyped(meteredSearch(router.searchAll.bind(router), platform)), searches),
    searchSettings: router.settings.bind(router),
    searches,
    suggest: router.suggest.bind(router),
    cluster: () => control.snapshot(),
    hindrance: () => control.hindrance(),
    move: control.move.bind(control),
    compare: comparing({ objects, ...surroundings }),
  };
  const at = { host: config.host, port: options.port, advertise: advertised(config, surroundings) };
  const server = await surroundings.serveApi(services, at);
  opening.defer(() => server.close());
  const endpoint = () => server.address;
  const deps = { table, objects, queue, clock, random, log, control, searches, config, endpoint };
  return { worker: orchestratorWorker(deps), address: server.address };
}

async function openSearcher(context: OpenContext): Promise<WorkerDefinition> {
  const { platform, surroundings, opening } = context;
  const { config } = platform;
  const { host, searcher_port: port } = config;
  const at = { host, port, key: searcherKey(config.key), advertise: advertised(config, surroundings) };
  const scratch = await claimScratch(context, 'searcher');
  const searcher = await startSearcher({
    ...platform,
    queries: openPackThreads(context, config.search_threads),
    checks: openPackThreads(context, CHECK_THREADS),
    scratch,
    unzstd: surroundings.unzstd,
    machine: () => surroundings.machine(scratch),
    serve: (service) => surroundings.serveSearches(service, at),
    settings: { ...config, concurrency: 4 },
  });
  opening.defer(() => searcher.close());
  return searcher.worker;
}

function openPackThreads({ platform, surroundings, opening }: OpenContext, threads: number) {
  const compute = surroundings.openPackThreads(threads);
  opening.defer(() => compute.close());
  return meteredCompute(compute, platform);
}

async function claimScratch({ surroundings, opening }: OpenContext, purpose: string) {
  const folder = await surroundings.scratch.claim(purpose);
  opening.defer(() => folder.release());
  return folder;
}
