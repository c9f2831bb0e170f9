import { createHash } from 'node:crypto';
import type { ClusterCommand, ClusterEvent, ClusterRules } from '../event.ts';
import { reduce } from '../reduce.ts';
import { type ClusterState, EMPTY_CLUSTER, MB, type Version, copyKey } from '../state.ts';

/** An event without its time. */
type Untimed<Event> = Event extends unknown ? Omit<Event, 'now_ms'> : never;
export type News = Untimed<ClusterEvent>;

interface ModelSearcher {
  readonly id: string;
  readonly capacity_bytes: number;
  readonly held: Map<string, { index: string; shard: string; pack: string; bytes: number }>;
  sequence: number;
}

export const RULES: ClusterRules = { replicas: 1, heartbeat_ms: 2000, grace_ms: 5000 };

/** The pack of a shard with this content, of so many MB. */
export function shardPack(shard: string, content: string, mb = 10): Version['shards'][number] {
  const pack = createHash('sha256').update(content).digest('hex');
  return { shard, pack, key: `packs/${pack}`, bytes: mb * MB };
}

/** A version with one shard for each content. */
export function version(
  number: number,
  contents: readonly string[],
  mb: number | ((content: string) => number) = 10,
): Version {
  const shards = contents.map((content, n) =>
    shardPack(`${n}-of-${contents.length}`, content, typeof mb === 'number' ? mb : mb(content)),
  );
  return { version: number, documents: 1, shards };
}

/**
 * A cluster whose searchers are as simple as can be and whose messages wait until a test delivers them, in whatever
 * order, as often as it likes.
 */
export class ModelCluster {
  state: ClusterState = EMPTY_CLUSTER;
  now_ms = 0;
  readonly rules: ClusterRules;
  readonly searchers = new Map<string, ModelSearcher>();
  /** Every command ever given. */
  readonly commands: ClusterCommand[] = [];
  /** Every event ever taken. */
  readonly events: ClusterEvent[] = [];
  /** On their way, to searchers and back. */
  readonly toSearchers: Extract<ClusterCommand, { type: 'load' | 'unload' }>[] = [];
  readonly news: News[] = [];
  /** Packs that no searcher can open. */
  readonly broken = new Set<string>();
  /** Searchers that live and heed no message. */
  readonly deaf = new Set<string>();
  /** Called after every event. */
  check: (commands: readonly ClusterCommand[]) => void = () => undefined;

  constructor(rules: Partial<ClusterRules> = {}) {
    this.rules = { ...RULES, ...rules };
  }

  take(news: News): readonly ClusterCommand[] {
    const event: ClusterEvent = { ...news, now_ms: this.now_ms };
    const { state, commands } = reduce(this.state, event, this.rules);
    this.events.push(event);
    this.commands.push(...commands);
    this.state = state;
    for (const command of commands) {
      if (command.type === 'load' || command.type === 'unload') this.toSearchers.push(command);
    }
    this.check(commands);
    return commands;
  }

  join(id: string, capacity_mb: number): void {
    this.searchers.set(id, { id, capacity_bytes: capacity_mb * MB, held: new Map(), sequence: 0 });
    this.register(id);
  }

  /** Dies without a word. */
  kill(id: string): void {
    this.searchers.delete(id);
  }

  register(id: string): void {
    const searcher = this.searchers.get(id);
    if (searcher === undefined) return;
    searcher.sequence += 1;
    this.news.push({
      type: 'registered',
      searcher: id,
      endpoint: `http://${id}`,
      datacenter: 'default',
      free_bytes: freeBytes(searcher),
      sequence: searcher.sequence,
      packs: [...searcher.held.values()].map(({ index, shard, pack }) => ({ index, shard, pack })),
    });
  }

  /** Delivers one message to its searcher; `again` leaves it where it was. */
  deliverCommand(position: number, again = false): void {
    const [command] = again
      ? this.toSearchers.slice(position, position + 1)
      : this.toSearchers.splice(position, 1);
    if (command === undefined) return;
    const searcher = this.searchers.get(command.searcher);
    if (searcher !== undefined && !this.deaf.has(searcher.id)) this.news.push(this.#obey(searcher, command));
  }

  /** Delivers one message to the orchestrator. */
  deliverNews(position: number, again = false): void {
    const [news] = again ? this.news.slice(position, position + 1) : this.news.splice(position, 1);
    if (news !== undefined) this.take(news);
  }

  /** Delivers everything in order, with the answers to it. */
  drain(): void {
    while (this.news.length > 0 || this.toSearchers.length > 0) {
      if (this.news.length > 0) this.deliverNews(0);
      else this.deliverCommand(0);
    }
  }

  /** Time goes by with heartbeats and ticks, and nothing is held up. */
  calm(ms: number): void {
    for (const end_ms = this.now_ms + ms; this.now_ms < end_ms;) {
      this.now_ms += this.rules.heartbeat_ms;
      for (const id of this.searchers.keys()) this.register(id);
      this.drain();
      this.take({ type: 'tick' });
      this.drain();
    }
  }

  holders(pack: string): string[] {
    return [...this.searchers.values()]
      .filter((searcher) => [...searcher.held.values()].some((held) => held.pack === pack))
      .map(({ id }) => id);
  }

  #obey(searcher: ModelSearcher, command: Extract<ClusterCommand, { type: 'load' | 'unload' }>): News {
    const { index, shard, pack } = command;
    const key = copyKey(command);
    const answer = () => ({ searcher: searcher.id, index, shard, pack, free_bytes: freeBytes(searcher) });
    if (command.type === 'unload') {
      searcher.held.delete(key);
      return { type: 'unloaded', ...answer() };
    }
    if (searcher.held.has(key)) return { type: 'loaded', ...answer() };
    if (this.broken.has(pack)) return { type: 'load_failed', code: 'corrupt', reason: 'broken', ...answer() };
    if (freeBytes(searcher) < command.bytes) {
      return { type: 'load_failed', code: 'no_room', reason: 'no room', ...answer() };
    }
    searcher.held.set(key, { index, shard, pack, bytes: command.bytes });
    return { type: 'loaded', ...answer() };
  }
}

/** Rounded down to MB, as searchers report. */
function freeBytes(searcher: ModelSearcher): number {
  const held = [...searcher.held.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  return Math.floor((searcher.capacity_bytes - held) / MB) * MB;
}
