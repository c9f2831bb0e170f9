import type { Logger } from 'pino';
import type { ClusterCommand, ClusterEvent, ClusterRules } from '#core/cluster/event.ts';
import { type IndexMap, indexMap } from '#core/cluster/index-map.ts';
import { checkMove } from '#core/cluster/move.ts';
import { reduce } from '#core/cluster/reduce.ts';
import { type ClusterSnapshot, snapshot } from '#core/cluster/snapshot.ts';
import { type ClusterIssue, type ClusterState, EMPTY_CLUSTER } from '#core/cluster/state.ts';
import type { Head } from '#core/tables/heads.ts';
import type { MessageOf } from '#messages/registry.ts';
import type { Clock } from '#ports/clock.ts';
import { type Queue, QueueMissing } from '#ports/queue.ts';
import type { Origin, Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { RetryLater } from '#runtime/worker.ts';
import type { MapSource } from './shards.ts';

type Untimed<Event> = Event extends unknown ? Omit<Event, 'now_ms'> : never;
/** An event that happens now. */
export type News = Untimed<ClusterEvent>;
type PackOrder = Extract<ClusterCommand, { type: 'load' | 'unload' }>;

export interface ControlDeps {
  readonly queue: Pick<Queue, 'create' | 'remove'>;
  readonly outbox: Pick<Outbox, 'sendTo'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** SITEPACK_PREFIX. */
  readonly prefix: string;
  readonly rules: ClusterRules;
}

/**
 * The live state of the cluster, and the hand that does what it commands. All decisions are `reduce`'s. It knows
 * something only between `begin` and `end`, while this process is the active orchestrator.
 */
export class Control implements MapSource {
  readonly #deps: ControlDeps;
  #state: ClusterState = EMPTY_CLUSTER;
  #epoch: number | undefined;
  /** What was known when the role was lost: good enough for queries until more is known again. */
  #before: { readonly state: ClusterState; readonly until_ms: number } | undefined;
  /** Why the role could not be taken or renewed last, and when that was. */
  #hindrance: { readonly why: string; readonly at_ms: number } | undefined;
  /** Maps as they were asked for since the last change. */
  readonly #maps = new Map<string, IndexMap>();

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  /** Counts the takings of the role; undefined while this process has it not. */
  get epoch(): number | undefined {
    return this.#epoch;
  }

  /** The role is ours: begins with an empty memory. */
  begin(epoch: number): void {
    this.#epoch = epoch;
    this.#hindrance = undefined;
    this.#set(EMPTY_CLUSTER);
  }

  /** The role is lost or given back. */
  end(): void {
    if (this.#epoch === undefined) return;
    this.#before = { state: this.#state, until_ms: this.#deps.clock.monotonic() + STALE_MS };
    this.#epoch = undefined;
    this.#set(EMPTY_CLUSTER);
  }

  /** The role could not be taken or renewed. */
  hinder(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#hindrance = { why, at_ms: this.#deps.clock.monotonic() };
  }

  /** Why the role could not be taken or renewed just now; undefined where nothing is in the way, or another has it. */
  hindrance(): string | undefined {
    const { why, at_ms } = this.#hindrance ?? {};
    return at_ms === undefined || at_ms + HINDERED_MS < this.#deps.clock.monotonic() ? undefined : why;
  }

  /**
   * Takes an event and does what follows from it. What cannot be sent is noted and sent again at a later tick.
   * @param origin the message that brought it.
   * @throws {RetryLater} while this process is not the active orchestrator.
   */
  async apply(news: News, origin: Origin = {}): Promise<void> {
    const epoch = this.#epoch;
    if (epoch === undefined)
      throw new RetryLater(this.#deps.rules.heartbeat_ms, 'this orchestrator stands by');
    const event: ClusterEvent = { ...news, now_ms: this.#deps.clock.monotonic() };
    const { state, commands } = reduce(this.#state, event, this.#deps.rules);
    this.#set(state);
    await this.#perform(commands, epoch, origin);
  }

  /**
   * Moves a pack from one searcher to another: loaded there, then unloaded here.
   * @throws {BadMove} when it cannot be made.
   */
  async move(of: { index: string; pack: string; from: string; to: string }): Promise<void> {
    await this.apply({ type: 'move', ...checkMove(this.#state, of) });
  }

  map(index: string): IndexMap | 'unknown' | 'not_ready' {
    const now = this.#maps.get(index) ?? indexMap(this.#state, index);
    if (now !== undefined) this.#maps.set(index, now);
    if (this.#epoch !== undefined && this.#state.settled) return now ?? this.#unmapped(index);
    const before = this.#before;
    if (before === undefined || before.until_ms < this.#deps.clock.monotonic()) return now ?? 'not_ready';
    const old = indexMap(before.state, index);
    if (now === undefined || (old !== undefined && old.version > now.version)) return old ?? 'not_ready';
    return now;
  }

  /** What keeps the cluster from what it should be. */
  issues(): readonly ClusterIssue[] {
    return this.#state.issues;
  }

  /** Everything known, for people and for the API. */
  snapshot(): ClusterSnapshot & { readonly epoch: number | null } {
    const { rules, clock } = this.#deps;
    return { epoch: this.#epoch ?? null, ...snapshot(this.#state, rules, clock.monotonic()) };
  }

  /** Indexes that are thought to exist. */
  indexes(): string[] {
    return [...this.#state.indexes]
      .filter(([, { head, trouble }]) => head !== undefined || trouble !== undefined)
      .map(([name]) => name);
  }

  hasSearcher(id: string): boolean {
    return this.#state.searchers.has(id);
  }

  /** Whether the head says what is not known yet, or names a manifest that could not be read before. */
  isNews(head: Head): boolean {
    const known = this.#state.indexes.get(head.sk);
    return known === undefined || known.latest < head.version || known.trouble !== undefined;
  }

  /** Whether nothing of the index can be asked so far. */
  isDark(index: string): boolean {
    return this.#state.indexes.get(index)?.serving === undefined;
  }

  #unmapped(index: string): 'unknown' | 'not_ready' {
    const known = this.#state.indexes.get(index);
    return known?.head === undefined && known?.trouble === undefined ? 'unknown' : 'not_ready';
  }

  #set(state: ClusterState): void {
    this.#state = state;
    this.#maps.clear();
  }

  async #perform(commands: readonly ClusterCommand[], epoch: number, origin: Origin): Promise<void> {
    const orders: PackOrder[] = [];
    for (const command of commands) {
      if (command.type === 'load' || command.type === 'unload') orders.push(command);
      else if (command.type === 'map_changed')
        this.#deps.log.info({ ...command, ...about(origin) }, 'the map moved');
      else await this.#changeQueue(command);
    }
    const bySearcher = Map.groupBy(orders, ({ searcher }) => searcher);
    await Promise.all(
      bySearcher.entries().map(([searcher, list]) => this.#order(searcher, list, epoch, origin)),
    );
  }

  async #order(searcher: string, orders: readonly PackOrder[], epoch: number, origin: Origin): Promise<void> {
    const { outbox, log, prefix } = this.#deps;
    try {
      const name = queueNames(prefix).searcher(searcher);
      await Promise.all(orders.map((order) => outbox.sendTo(name, orderMessage(order, epoch), origin)));
      for (const { type, index, shard, pack } of orders)
        log.info({ searcher, index, shard, pack, ...about(origin) }, type);
    } catch (error) {
      log.warn({ err: error, searcher }, 'a searcher could not be told what to load and unload');
      if (this.#epoch !== epoch) return;
      if (error instanceof QueueMissing) await this.apply({ type: 'lost', searcher }, origin);
      else
        for (const { index, pack } of orders)
          await this.apply({ type: 'unsent', searcher, index, pack }, origin);
    }
  }

  async #changeQueue(command: {
    readonly type: 'make_queue' | 'remove_queue';
    readonly searcher: string;
  }): Promise<void> {
    const { queue, log, prefix } = this.#deps;
    const name = queueNames(prefix).searcher(command.searcher);
    try {
      if (command.type === 'make_queue') await queue.create(name);
      else await queue.remove(name);
      log.info(
        { searcher: command.searcher },
        command.type === 'make_queue' ? 'a searcher is here' : 'a searcher is gone',
      );
    } catch (error) {
      // A queue that could not be made shows at the first message for it; one that was not removed, at the next look for orphans.
      log.warn({ err: error, queue: name }, `${command.type} failed`);
    }
  }
}

/** What a line about what comes of a message is searched for by. */
function about({ trace }: Origin): { readonly trace_id?: string } {
  return trace === undefined ? {} : { trace_id: trace.trace_id };
}

function orderMessage(order: PackOrder, epoch: number): MessageOf<'load'> | MessageOf<'unload'> {
  const { index, shard, pack } = order;
  if (order.type === 'unload') return { type: 'unload', index, shard, pack };
  return { type: 'load', index, shard, pack, key: order.key, bytes: order.bytes, epoch };
}

/** Without its orchestrator a cluster goes on as it was; after this, queries had better wait. */
const STALE_MS = 60_000;
/** What hindered once and is over is no reason any more; what lasts is tried, and noted, sooner than that. */
const HINDERED_MS = 60_000;
