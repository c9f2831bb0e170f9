import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { HttpServices } from '#app/http/services.ts';
import { type Config, readConfig } from '#config';
import { tasks as readTasks } from '#core/crawl/read-tasks.ts';
import type { Clock } from '#ports/clock.ts';
import { Metrics } from '#runtime/metrics.ts';
import { Outbox } from '#runtime/outbox.ts';
import { type QueueNames, queueNames } from '#runtime/queue-names.ts';
import type { Canary } from './canaries/canary.ts';
import type { Happening, Observer, WorldEvent } from './kernel/event.ts';
import { type FaultFilter, Faults } from './kernel/fault.ts';
import { Laws } from './kernel/laws.ts';
import type { Life } from './kernel/life.ts';
import { type Seeded, seeded } from './kernel/seeded.ts';
import { type Equipment, SimProcess } from './sim-process.ts';
import { Timeline } from './kernel/timeline.ts';
import { type Plan, planOf } from './plan.ts';
import { makeRunFolder, removeRunFolder } from './run-folders.ts';
import { Deliveries } from './ports/deliveries.ts';
import { SimClock, serviceClock } from './ports/sim-clock.ts';
import { SimCompute } from './ports/sim-compute.ts';
import { SimDisk } from './ports/sim-disk.ts';
import { SimObjects } from './ports/sim-objects.ts';
import { leftOn, packTasksOn } from './ports/sim-pack-tasks.ts';
import { type Listener, SimPeer } from './ports/sim-peer.ts';
import { SimQueue } from './ports/sim-queue.ts';
import { SimRandom } from './ports/sim-random.ts';
import { SimScratch } from './ports/sim-scratch.ts';
import { SimTable } from './ports/sim-table.ts';
import { SimWeb } from './ports/sim-web.ts';
import { wholeUnzstd } from './ports/whole-unzstd.ts';
import { MadeWeb } from './web/made-web.ts';
import type { RouterView, WorldView } from './world-view.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly filter?: FaultFilter;
  readonly canary?: Canary;
  /** Log lines below `warn` are told as events too. */
  readonly verbose?: boolean;
}

/** An API that can be called: that of a process with the role of the orchestrator. */
export interface Api extends RouterView {
  readonly services: HttpServices;
  readonly life: Life;
}

/** The ports by which everything outside is reached in one life. */
export interface LifePorts {
  readonly queue: SimQueue;
  readonly table: SimTable;
  readonly objects: SimObjects;
  readonly clock: SimClock;
  readonly random: SimRandom;
}

/** Services, processes and sites under one timeline. Packs lie on disk in a folder that is gone with the world. */
export class World implements WorldView, Disposable {
  readonly plan: Plan;
  readonly config: Config;
  readonly names: QueueNames;
  readonly timeline: Timeline;
  readonly laws: Laws;
  readonly faults: Faults;
  readonly chance: Seeded;
  readonly queue: MemoryQueue;
  readonly table = new MemoryTable();
  readonly objects: MemoryObjects;
  readonly web: MadeWeb;
  readonly folder: string;
  readonly #clock: Clock;
  readonly #deliveries = new Deliveries();
  readonly #observers: Observer[] = [];
  readonly #processes: SimProcess[] = [];
  /** Searchers by their address. */
  readonly #listeners = new Map<string, Listener>();
  readonly #apis = new Map<string, Api>();
  readonly #metrics = new Metrics();
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.chance = seeded(options.seed);
    this.plan = planOf(options.seed, this.chance.fork('plan'));
    this.config = readConfig(this.plan.env);
    this.names = queueNames(this.config.prefix);
    this.timeline = new Timeline(this.chance.fork('timeline'));
    this.faults = new Faults(this.chance.fork('faults'), options.filter);
    this.laws = new Laws({
      timeline: this.timeline,
      chance: this.chance.fork('laws'),
      faults: this.faults,
      lengths: this.config,
      observer: (event) => this.#tell(event),
    });
    this.laws.kill = (life, powerLoss) => this.#process(life.process)?.crash(life, powerLoss);
    this.laws.restart = (name) => this.#process(name)?.restart();
    this.laws.reach = (name) => this.#reach(name);
    this.#clock = serviceClock(this.timeline);
    const random = new SimRandom(this.chance.fork('services'), this.#clock);
    this.queue = new MemoryQueue({ clock: this.#clock, random });
    this.objects = new MemoryObjects({ clock: this.#clock });
    const { heavy_pages } = this.plan;
    this.web = new MadeWeb({ chance: this.chance.fork('web'), now: () => this.now(), heavy_pages });
    this.web.onChange = (url, detail) => this.emit('world', { type: 'web_changed', url, detail });
    this.folder = makeRunFolder();
  }

  /** Makes the queues and starts every process. */
  async start(): Promise<void> {
    for (const name of this.names.all) await this.queue.create(name);
    for (const planned of this.plan.processes) {
      const root = join(this.folder, planned.name);
      mkdirSync(root);
      const process = new SimProcess({
        planned,
        disk: new SimDisk(root, planned.disk),
        laws: this.laws,
        chance: this.chance.fork(`process ${planned.name}`),
        equip: (which, life) => this.#equip(which, life),
      });
      this.#processes.push(process);
    }
    for (const process of this.#processes)
      this.timeline.after(process.chance.float() * 3000, () => process.start());
  }

  observe(observer: Observer): void {
    this.#observers.push(observer);
  }

  emit(by: string, happening: Happening): void {
    this.laws.emit(by, happening);
  }

  now(): number {
    return this.timeline.now_ms;
  }

  wallNow(): number {
    return this.#clock.now();
  }

  /** From now on nothing goes wrong, and what went wrong is over: what it led to is left to the product. */
  endFaults(): void {
    this.faults.end();
    this.laws.heal();
    this.web.calm();
    for (const process of this.#processes) process.mend();
    this.emit('world', { type: 'faults_over' });
  }

  processes(): readonly SimProcess[] {
    return this.#processes;
  }

  routers(): readonly Api[] {
    return [...this.#apis.values()].filter(({ life }) => !life.isDead);
  }

  /** What a life reaches everything by. */
  ports(life: Life): LifePorts {
    const clock = new SimClock(life);
    const chance = this.chance.fork(`life ${life.process} ${life.born_ms}`);
    return {
      clock,
      random: new SimRandom(chance, clock),
      queue: new SimQueue(life, this.queue, this.#deliveries),
      table: new SimTable(life, this.table),
      objects: new SimObjects(life, this.objects),
    };
  }

  [Symbol.dispose](): void {
    for (const process of this.#processes) process.abandon();
    removeRunFolder(this.folder);
  }

  #tell(event: WorldEvent): void {
    for (const observer of this.#observers) observer(event);
  }

  /** Who asks whom: whoever reads pages asks sites, and routers ask searchers. */
  #reach(name: string): string[] {
    const roles = this.#process(name)?.roles ?? [];
    const searchers = this.#processes.filter((process) => process.roles.includes('searcher'));
    return [
      'queue',
      'table',
      'objects',
      ...(roles.includes('crawler') || roles.includes('indexer') ? ['web'] : []),
      ...(roles.includes('orchestrator') ? ['peer', ...searchers.map((searcher) => searcher.name)] : []),
    ];
  }

  #process(name: string): SimProcess | undefined {
    return this.#processes.find((process) => process.name === name);
  }

  #equip(process: SimProcess, life: Life): Equipment {
    const ports = this.ports(life);
    const { names, config } = this;
    const log = this.#log(process.name);
    const platform = {
      ...ports,
      config,
      log,
      names,
      metrics: this.#metrics,
      process_id: ports.random.id(),
      outbox: new Outbox({ queue: ports.queue, names, random: ports.random }),
      locate: () => Promise.resolve('simulated services'),
      close: () => Promise.resolve(),
    };
    const surroundings = this.#surroundings(process, life);
    const { canary } = this.#options;
    const bugged = canary?.platform?.(platform) ?? platform;
    return {
      platform: bugged,
      surroundings: canary?.surroundings?.(surroundings) ?? surroundings,
    };
  }

  #surroundings(process: SimProcess, life: Life): Equipment['surroundings'] {
    const address = (what: string): string => `http://${process.name}-${process.incarnation}.test/${what}`;
    const { disk } = process;
    const chance = this.chance.fork(`threads ${process.name} ${process.incarnation}`);
    const server = (what: string, close: () => void = () => undefined) =>
      Promise.resolve({ address: address(what), close: () => Promise.resolve(close()) });
    return {
      process: { host: process.name, pid: process.incarnation },
      ownAddress: () => process.name,
      machine: () => ({ cores: 2, memory_mb: 4096, load: 0, disk_mb: 1024 }),
      scratch: new SimScratch(life, disk),
      unzstd: wholeUnzstd,
      openWeb: () => new SimWeb(life, this.web),
      openPeer: () => new SimPeer(life, this.#listeners),
      openReadThreads: () => new SimCompute(life, { tasks: readTasks, chance }),
      openPackThreads: () =>
        new SimCompute(life, {
          tasks: packTasksOn(disk, life),
          chance,
          leaving: leftOn(disk, life),
        }),
      serveSearches: (service) => {
        const endpoint = address('searcher');
        this.#listeners.set(endpoint, { life, service });
        const close = async (): Promise<void> => void this.#listeners.delete(endpoint);
        return Promise.resolve({ endpoint, close });
      },
      serveApi: (services) => {
        const name = `${process.name}#${process.incarnation}`;
        const isActive = (): boolean => services.cluster().epoch !== null;
        const serving = (index: string): number | null =>
          services.cluster().indexes.find((one) => one.index === index)?.serving ?? null;
        this.#apis.set(process.name, {
          name,
          services,
          life,
          isActive,
          serving,
          search: (request) => services.search(request),
        });
        return server('api', () => this.#apis.delete(process.name));
      },
      serveStatus: () => server('status'),
    };
  }

  #log(process: string): Logger {
    const write = (line: string): void => {
      const level = Number(/"level":(\d+)/.exec(line)?.[1] ?? 0);
      this.emit(process, { type: 'log', level, text: line.trim() });
    };
    return pino(
      { level: this.#options.verbose === true ? 'debug' : 'warn', timestamp: false, base: null },
      { write },
    );
  }
}
