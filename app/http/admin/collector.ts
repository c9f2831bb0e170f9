import { type NamedQueue, searcherQueues } from '#app/named-queues.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { type OrchestratorRow, readOrchestrator } from '#core/tables/nodes.ts';
import { crawledIndexes } from '../crawled-indexes.ts';
import { allIndexes } from '../index-view.ts';
import type { HttpServices } from '../services.ts';
import { type AdminState, type QueueState, UNSEEN } from './admin-state.ts';
import { CrawlRates } from './crawl-rates.ts';
import { issueStates, orchestratorState, searcherStates } from './read-cluster.ts';
import { MOST_MOVING, findCrawls, readFinished, readMoving } from './read-crawls.ts';
import { DeadReader } from './read-dead.ts';
import { type KnownManifests, MOST_INDEXES, readIndexes, servedNow } from './read-indexes.ts';
import { readProcesses } from './read-processes.ts';
import { readQueues } from './read-queues.ts';
import { readTimers } from './read-timers.ts';

/** What costs is read again after this. */
const COSTLY_MS = 5000;
/** Whoever asks within this after a look gets what it saw. */
const FRESH_MS = 500;
/** Queues of searchers that are looked at. */
const MOST_QUEUES = 100;

/**
 * Gathers what the admin page shows, for all who look at it together.
 *
 * At each look it reads what moves: crawls that are known to run, their hosts, timers, the queues of the workers; what the
 * orchestrator knows costs nothing. At every fifth second it reads what must be searched for: indexes, other crawls,
 * processes, queues of searchers. On AWS each of these reads is paid for: with one crawl, a look is some 15 requests,
 * and a page open all day is some 1.3 million of them, about half a dollar. So it looks only while somebody watches.
 */
export class AdminCollector {
  readonly #services: HttpServices;
  readonly #rates = new CrawlRates();
  #state = UNSEEN;
  #row: OrchestratorRow | undefined;
  #moving: readonly Crawl[] = [];
  #manifests: KnownManifests = new Map();
  #searchers: readonly QueueState[] = [];
  #searcherQueues: readonly NamedQueue[] = [];
  readonly #dead: DeadReader;
  /** Parts that could not be read the last time, with the reason. */
  readonly #troubles = new Map<string, string>();
  #looked_ms = -Infinity;
  #costly_ms = -Infinity;
  #under_way: Promise<AdminState> | undefined;

  constructor(services: HttpServices) {
    this.#services = services;
    this.#dead = new DeadReader(services);
  }

  /** The next look reads everything: something was just changed. */
  refresh(): void {
    this.#looked_ms = -Infinity;
    this.#costly_ms = -Infinity;
    this.#dead.forget();
  }

  /** Looks, or gives what a look of just now saw. Never throws: parts that cannot be read are `troubles`. */
  look(): Promise<AdminState> {
    this.#under_way ??= this.#look().finally(() => (this.#under_way = undefined));
    return this.#under_way;
  }

  async #look(): Promise<AdminState> {
    const { clock } = this.#services;
    const now_ms = clock.monotonic();
    if (now_ms - this.#looked_ms < FRESH_MS) return this.#state;
    this.#looked_ms = now_ms;
    await this.#part('timers', async () => this.#set({ timers: await readTimers(this.#services) }));
    if (now_ms - this.#costly_ms >= COSTLY_MS) {
      this.#costly_ms = now_ms;
      await this.#readCostly();
    }
    await this.#readMoving();
    const troubles = [...this.#troubles].map(([part, message]) => ({ part, message }));
    this.#state = { ...this.#state, at_ms: clock.now(), troubles };
    return this.#state;
  }

  async #readMoving(): Promise<void> {
    const services = this.#services;
    await Promise.all([
      this.#part('cluster', async () => this.#readCluster()),
      this.#part('crawls', async () => {
        const crawls = await readMoving(services, this.#moving);
        const fetched = crawls.items.map(({ crawl_id, progress }) => ({
          crawl_id,
          fetched: progress.fetched,
        }));
        this.#rates.note(fetched, services.clock.monotonic());
        const items = crawls.items.map((crawl) => ({
          ...crawl,
          pages_per_s_now: this.#rates.of(crawl.crawl_id),
        }));
        this.#set({ crawls: { ...crawls, items } });
        // One that has ended is found among those that ended at the next look, not seconds later.
        if (items.length < Math.min(this.#moving.length, MOST_MOVING)) this.#costly_ms = -Infinity;
      }),
      this.#part('queues', async () => {
        const worked = await readQueues(services, services.names.work);
        const states = [...worked, ...this.#searchers];
        const total = worked.length + this.#searcherQueues.length;
        this.#set({ queues: { items: states, total, cut: total > states.length } });
        await this.#readDead(states);
      }),
    ]);
  }

  /** What the orchestrator of this process has in memory. */
  #readCluster(): void {
    const { clock } = this.#services;
    const cluster = this.#services.cluster();
    const indexes = servedNow(this.#state.indexes, cluster);
    // A version that is not in the list yet: the list is read again at the next look, so that it fits the map.
    if (indexes.items.some(({ live, serving }) => (serving ?? 0) > live)) this.#costly_ms = -Infinity;
    this.#set({
      indexes,
      orchestrator: orchestratorState(cluster, this.#row),
      searchers: searcherStates(cluster),
      issues: issueStates(cluster, clock.now()),
    });
  }

  async #readCostly(): Promise<void> {
    const services = this.#services;
    await Promise.all([
      this.#part('indexes', async () => {
        const known = await allIndexes(services);
        const { indexes, manifests } = await readIndexes(services, known, this.#manifests);
        this.#manifests = manifests;
        this.#set({ indexes });
        const crawled = crawledIndexes(known, this.#state.timers.items).slice(0, MOST_INDEXES);
        const { moving, ended } = await findCrawls(services, crawled);
        this.#moving = moving;
        this.#set({ finished: await readFinished(services, ended, this.#state.finished.items) });
      }),
      this.#part('queues of searchers', async () => {
        this.#searcherQueues = await searcherQueues(services);
        this.#searchers = await readQueues(services, this.#searcherQueues.slice(0, MOST_QUEUES));
      }),
      this.#part('processes', async () => {
        this.#row = await readOrchestrator(services.table);
        const { endpoint } = orchestratorState(services.cluster(), this.#row);
        this.#set({ processes: await readProcesses(services, endpoint) });
      }),
    ]);
  }

  async #readDead(states: readonly QueueState[]): Promise<void> {
    const named = [...this.#services.names.work, ...this.#searcherQueues];
    this.#set({ dead: await this.#dead.read(named, states) });
  }

  #set(change: Partial<AdminState>): void {
    this.#state = { ...this.#state, ...change };
  }

  /** A part that cannot be read leaves the others as they are, and says so. */
  async #part(part: string, read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.#troubles.delete(part);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // Once, not every second.
      if (this.#troubles.get(part) !== message)
        this.#services.log.warn({ err: error, part }, 'a part of the admin page could not be read');
      this.#troubles.set(part, message);
    }
  }
}
