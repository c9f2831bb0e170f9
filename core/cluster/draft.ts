import type { ClusterCommand, ClusterRules } from './event.ts';
import {
  type ClusterIssue,
  type ClusterState,
  type Copy,
  type IndexState,
  type LoadFailure,
  type Move,
  type Searcher,
  type ShardPack,
  type Version,
  copyKey,
} from './state.ts';

/** One copy with its searcher. */
export interface Holding {
  readonly searcher: string;
  readonly copy: Copy;
}

/**
 * The next state while it is being made. The maps are its own, the things in them are shared with the state before and
 * only ever replaced.
 */
export class Draft {
  readonly rules: ClusterRules;
  readonly now_ms: number;
  settled: boolean;
  readonly searchers: Map<string, Searcher>;
  readonly indexes: Map<string, IndexState>;
  readonly failures: Map<string, LoadFailure>;
  readonly departed: Map<string, { readonly sequence: number; readonly at_ms: number }>;
  moves: readonly Move[];
  issues: readonly ClusterIssue[];
  ticked_ms: number | undefined;
  readonly commands: ClusterCommand[] = [];
  /** Made when it is first asked for: most registrations change nothing. */
  #holdings: Map<string, Map<string, Copy>> | undefined;

  constructor(state: ClusterState, rules: ClusterRules, now_ms: number) {
    this.rules = rules;
    this.now_ms = now_ms;
    this.settled = state.settled;
    this.searchers = new Map(state.searchers);
    this.indexes = new Map(state.indexes);
    this.failures = new Map(state.failures);
    this.departed = new Map(state.departed);
    this.moves = state.moves;
    this.issues = state.issues;
    this.ticked_ms = state.ticked_ms;
  }

  finish(): ClusterState {
    const { settled, searchers, indexes, failures, departed, moves, issues, ticked_ms } = this;
    return { settled, searchers, indexes, failures, departed, moves, issues, ticked_ms };
  }

  /** Who has this pack, in the order of their ids. */
  holdings(of: { readonly index: string; readonly pack: string }): Holding[] {
    return [...(this.#byPack().get(copyKey(of)) ?? [])]
      .map(([searcher, copy]) => ({ searcher, copy }))
      .sort((a, b) => (a.searcher < b.searcher ? -1 : 1));
  }

  /** Copies of it that answer, or soon will. */
  replicas(index: string, shard: ShardPack): Holding[] {
    return this.holdings({ index, pack: shard.pack }).filter(({ copy }) => copy.state !== 'unloading');
  }

  isActive(index: string, version: Version): boolean {
    return version.shards.every(({ pack }) =>
      this.holdings({ index, pack }).some(({ copy }) => copy.state === 'active'),
    );
  }

  setCopy(searcher: Searcher, copy: Copy): Searcher {
    const key = copyKey(copy);
    if (this.#holdings !== undefined) hold(this.#holdings, key, searcher.id, copy);
    return this.#replace({ ...searcher, copies: new Map(searcher.copies).set(key, copy) });
  }

  dropCopy(searcher: Searcher, copy: Copy): Searcher {
    const key = copyKey(copy);
    this.#holdings?.get(key)?.delete(searcher.id);
    const copies = new Map(searcher.copies);
    copies.delete(key);
    return this.#replace({ ...searcher, copies });
  }

  dropSearcher(searcher: Searcher): void {
    for (const key of searcher.copies.keys()) this.#holdings?.get(key)?.delete(searcher.id);
    this.searchers.delete(searcher.id);
  }

  /** Tells the searcher to load a pack, and keeps the room for it. */
  load(searcher: Searcher, index: string, shard: ShardPack): void {
    const { now_ms } = this;
    this.setCopy(searcher, {
      index,
      ...shard,
      state: 'loading',
      since_ms: now_ms,
      asked_ms: now_ms,
      asked: 1,
      counted: false,
      missed: 0,
    });
    this.commands.push({ type: 'load', searcher: searcher.id, index, ...shard });
  }

  unload(searcher: Searcher, copy: Copy): void {
    const { now_ms } = this;
    this.setCopy(searcher, { ...copy, state: 'unloading', since_ms: now_ms, asked_ms: now_ms, asked: 1 });
    const { index, shard, pack } = copy;
    this.commands.push({ type: 'unload', searcher: searcher.id, index, shard, pack });
  }

  #byPack(): Map<string, Map<string, Copy>> {
    if (this.#holdings !== undefined) return this.#holdings;
    const holdings = new Map<string, Map<string, Copy>>();
    for (const searcher of this.searchers.values()) {
      for (const [key, copy] of searcher.copies) hold(holdings, key, searcher.id, copy);
    }
    this.#holdings = holdings;
    return holdings;
  }

  #replace(searcher: Searcher): Searcher {
    this.searchers.set(searcher.id, searcher);
    return searcher;
  }
}

function hold(holdings: Map<string, Map<string, Copy>>, key: string, searcher: string, copy: Copy): void {
  const holders = holdings.get(key);
  if (holders === undefined) holdings.set(key, new Map([[searcher, copy]]));
  else holders.set(searcher, copy);
}
