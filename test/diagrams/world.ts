import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import { type Config, readConfig } from '#config';
import { NO_SETTINGS } from '#core/settings/index-settings.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type PackTasks, tasks } from '#core/pack/tasks.ts';
import { type Message, parseMessage } from '#messages/registry.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import type { Handler, Handling, Idling, WorkerDefinition } from '#runtime/worker.ts';
import { Admissions } from '#workers/crawler/admissions.ts';
import { crawlerWorker } from '#workers/crawler/worker.ts';
import { indexerWorker } from '#workers/indexer/worker.ts';
import { Control } from '#workers/orchestrator/control.ts';
import { Router } from '#workers/orchestrator/router.ts';
import { clusterRules, orchestratorWorker } from '#workers/orchestrator/worker.ts';
import { packerWorker } from '#workers/packer/worker.ts';
import { timerWorker } from '#workers/timer/worker.ts';
import { MadeWeb } from './made-web.ts';
import { type MadeSearcher, makeSearcher } from './made-searcher.ts';
import { pageReading } from './page-reading.ts';
import { type Ports, names, portsOf } from './ports.ts';
import { RecordedCompute } from './recorded-compute.ts';
import { RecordedPeer } from './recorded-peer.ts';
import { Recorder } from './recorder.ts';

/** The site that all recordings are about, and its index. */
export const SITE = 'site.gov';

/** A worker, and the ports that it stands on. */
export interface Actor {
  readonly worker: WorkerDefinition;
  readonly ports: Ports;
}

const QUEUES = [
  ['index', 'IQ'],
  ['crawl', 'CQ'],
  ['timer', 'TQ'],
  ['pack', 'PQ'],
  ['orchestrator', 'OQ'],
] as const;

/**
 * One worker of each kind on ports in memory, under a clock that stands still while anybody works: the same calls give the
 * same run, whatever the machine. Only packs lie on disk, in a folder that is gone with the world.
 */
export class World implements AsyncDisposable {
  readonly recorder = new Recorder();
  readonly clock = new VirtualClock();
  readonly random = new CountingRandom();
  readonly queue = new MemoryQueue(this);
  readonly table = new MemoryTable();
  readonly objects = new MemoryObjects(this);
  readonly web = new MadeWeb();
  readonly config: Config;
  readonly control: Control;
  readonly router: Router;
  readonly indexer: Actor;
  readonly crawler: Actor;
  readonly timer: Actor;
  readonly orchestrator: Actor;
  readonly #client = portsOf('U', this);
  readonly #folder: string;
  readonly #searchers: MadeSearcher[] = [];
  readonly #ending = new AbortController();
  readonly #running: Promise<void>[] = [];

  private constructor(folder: string, config: Config) {
    this.#folder = folder;
    this.config = config;
    const { clock, web, recorder } = this;
    const settings = { ...config, concurrency: 1 };
    const [indexer, crawler, timer] = [portsOf('I', this), portsOf('C', this), portsOf('T', this)];
    this.indexer = { ports: indexer, worker: indexerWorker(pageReading(indexer, web, config)) };
    const admissions = new Admissions(crawler.table, crawler.random);
    const reading = { ...pageReading(crawler, web, config), admissions };
    this.crawler = { ports: crawler, worker: crawlerWorker(reading) };
    this.timer = { ports: timer, worker: timerWorker({ ...timer, settings }) };
    const ports = portsOf('O', this);
    const control = new Control({ ...ports, prefix: config.prefix, rules: clusterRules(config) });
    const endpoint = (): string => 'http://orchestrator.test';
    this.control = control;
    this.orchestrator = {
      ports,
      worker: orchestratorWorker({ ...ports, control, searches: uncounted, config, endpoint }),
    };
    const peer = new RecordedPeer(recorder, (at) => this.#searcherAt(at));
    const { log } = ports;
    const unset = { get: () => Promise.resolve(NO_SETTINGS), lastKnown: () => NO_SETTINGS };
    const timeout_ms = config.search_timeout_ms;
    const bounds = { timeout_ms, cache_mb: 0, searcher_searches: 100 };
    this.router = new Router({
      maps: control,
      peer,
      clock,
      log,
      settings: unset,
      asked: uncounted,
      ...bounds,
    });
  }

  /** @param shards of the index. */
  static async open(shards: number): Promise<World> {
    const folder = await mkdtemp(path.join(tmpdir(), 'sitepack-diagrams-'));
    const env = { SITEPACK_DELAY_MS: '0', SITEPACK_SHARDS: String(shards), SITEPACK_MAX_FAILURES: '2' };
    const world = new World(folder, readConfig(env));
    for (const name of names.all) await world.queue.create(name);
    for (const [queue, who] of QUEUES) world.recorder.nameQueue(names.of(queue), who);
    world.recorder.nameQueue(names.dead(names.of('index')), 'IDQ');
    // The role is taken and nothing is published yet, so there is nothing to wait for.
    world.control.begin(1);
    await world.control.apply({ type: 'settled' });
    return world;
  }

  /** A packer that has no pack on its disk. */
  async packer(): Promise<Actor> {
    const ports = portsOf('P', this);
    const compute = new RecordedCompute<PackTasks>(tasks, this.recorder, 'P');
    const settings = { ...this.config, concurrency: 1 };
    const scratch = await this.#scratch();
    const worker = await packerWorker({ ...ports, compute, scratch, unzstd, settings });
    return { ports, worker };
  }

  /** A searcher, which registers from now on. */
  async searcher(who: 'S1' | 'S2'): Promise<MadeSearcher> {
    const searcher = await makeSearcher(portsOf(who, this), this.config, await this.#scratch());
    const { id, worker } = searcher;
    this.recorder.vocabulary.nameSearcher(id, who === 'S1' ? 'searcher-1' : 'searcher-2');
    this.recorder.nameQueue(names.searcher(id), who === 'S1' ? 'S1Q' : 'S2Q');
    this.#searchers.push(searcher);
    for (const loop of worker.background ?? []) this.#running.push(loop.run(this.#idling(searcher)));
    await this.clock.settle();
    return searcher;
  }

  /** Sends a message as a client would. */
  async post(message: Message): Promise<void> {
    await this.#client.outbox.send([message]);
  }

  /** Has a worker take one message and handle it. */
  async step(actor: Actor): Promise<void> {
    const { worker, ports } = actor;
    const real = queueOf(actor);
    const options = { max: 1, wait_ms: 0, visibility_ms: this.config.visibility_ms };
    const [received] = await ports.queue.receive(real, options);
    if (received === undefined) throw new Error(`no message waits for the ${worker.role}`);
    const message = parseMessage(received.body);
    const handler: Handler<Message['type']> | undefined = worker.handlers[message.type];
    if (handler === undefined) throw new Error(`the ${worker.role} does not take ${message.type}`);
    const { message_id, receive_count } = received;
    const origin = { cause: message.id ?? message_id };
    const handling: Handling = {
      ...this.#idling(actor),
      message_id,
      receive_count,
      origin,
      send: (...messages) => ports.outbox.send(messages, origin),
    };
    const before = this.#map();
    await handler(message, handling);
    if (this.#map() !== before) this.recorder.note('O', this.#map(), true);
    await ports.queue.delete(real, [received.receipt]);
  }

  /** Has workers handle what there is, one message at a time, the first one that has any, until nothing is left. */
  async drain(...actors: readonly Actor[]): Promise<void> {
    for (;;) {
      let busy: Actor | undefined;
      for (const actor of actors) if (busy === undefined && (await this.#hasWork(actor))) busy = actor;
      if (busy === undefined) return;
      await this.step(busy);
    }
  }

  /** The crawler asks whether crawls are over of which it has closed a URL. */
  async noticeEnds(): Promise<void> {
    await this.#run(this.crawler, 'notice ends', 0);
  }

  /** Lets time pass while the timers are watched. */
  async watchTimers(ms: number): Promise<void> {
    await this.#run(this.timer, 'fire due timers', ms);
  }

  /** Lets time pass while a loop runs beside the messages. */
  async #run(actor: Actor, name: string, ms: number): Promise<void> {
    const stop = new AbortController();
    const loop = actor.worker.background?.find((one) => one.name === name);
    if (loop === undefined) throw new Error(`the ${actor.worker.role} has no loop "${name}"`);
    const running = loop.run({ ...this.#idling(actor), signal: stop.signal });
    await this.clock.advance(ms);
    stop.abort();
    await running;
  }

  /** Crawls the site and publishes it. */
  async publish(): Promise<void> {
    await this.post({ type: 'index+crawl', site: SITE });
    await this.drain(this.timer, this.indexer, this.crawler);
    await this.noticeEnds();
    await this.drain(this.timer);
    await this.watchTimers(1);
    await this.drain(await this.packer());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.recorder.end();
    this.#ending.abort();
    await Promise.all(this.#running);
    for (const searcher of this.#searchers) await searcher[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The map in words. */
  #map(): string | undefined {
    const map = this.control.map(SITE);
    if (typeof map === 'string') return undefined;
    const { vocabulary } = this.recorder;
    const shards = map.shards.map(({ pack, replicas }) => {
      const searchers = replicas.map(({ searcher }) => vocabulary.searcher(searcher));
      return `${vocabulary.pack(pack)} on ${searchers.join(' and ')}`;
    });
    return `map of ${map.index}: version ${map.version}, ${shards.join(', ')}`;
  }

  async #hasWork(actor: Actor): Promise<boolean> {
    return (await this.queue.counts(queueOf(actor))).ready > 0;
  }

  #idling({ ports }: Actor): Idling {
    const { log, outbox } = ports;
    return { signal: this.#ending.signal, log, send: (...messages) => outbox.send(messages) };
  }

  #searcherAt(endpoint: string) {
    const searcher = this.#searchers.find((one) => one.endpoint === endpoint);
    if (searcher === undefined) throw new Error(`nobody listens at ${endpoint}`);
    return { who: searcher.ports.who, service: searcher.service };
  }

  async #scratch(): Promise<ScratchFolder> {
    const made = await mkdtemp(path.join(this.#folder, 'scratch-'));
    const folder = new SystemScratchFolder({ path: made, release: () => undefined });
    // What registrations tell must not depend on the disk that this runs on.
    folder.freeBytes = async () => 2 ** 30;
    return folder;
  }
}

/** Diagrams are of messages: nobody counts searches. */
const uncounted = { name: 'search log', run: () => Promise.resolve(), suggestions: () => [] };

function queueOf({ worker }: Actor): string {
  return typeof worker.queue === 'string' ? names.of(worker.queue) : worker.queue.name;
}
