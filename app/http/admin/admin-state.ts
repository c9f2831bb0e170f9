import type { ReplicaState } from '#core/cluster/snapshot.ts';
import type { Process } from '#core/tables/processes.ts';
import type { CrawlDetails, CrawlView } from '../crawl-view.ts';
import type { HeldView } from '../index-view.ts';
import type { Progress } from '#core/tables/tallies.ts';

/** What the admin page shows: JSON, every list bounded. Times are Unix ms, ages ms. */
export interface AdminState {
  /** When it was gathered. */
  readonly at_ms: number;
  readonly orchestrator: OrchestratorState;
  readonly crawls: Listed<MovingCrawl>;
  readonly finished: Listed<FinishedCrawl>;
  readonly queues: Listed<QueueState>;
  readonly timers: Listed<TimerState>;
  readonly dead: Listed<DeadState>;
  readonly indexes: Listed<IndexState>;
  readonly searchers: Listed<SearcherState>;
  readonly issues: Listed<IssueState>;
  readonly processes: Listed<ProcessState>;
  /** Parts that could not be read: what is shown of them is from before. */
  readonly troubles: readonly Trouble[];
}

/** A list that may have been cut. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** How many there are; null when nobody counted, because that would mean reading all of them. */
  readonly total: number | null;
  readonly cut: boolean;
}

export interface OrchestratorState {
  /** Whether it is this process; searchers and replicas are known only there. */
  readonly here: boolean;
  /** Where the active one listens; null when there is none. */
  readonly endpoint: string | null;
  readonly epoch: number | null;
  /** Whether it has heard its searchers. */
  readonly settled: boolean;
}

export interface MovingCrawl extends Pick<
  CrawlDetails,
  'crawl_id' | 'index' | 'url' | 'state' | 'limits' | 'started_at_ms' | 'progress' | 'waiting'
> {
  /** Over the last seconds; null until two looks at it make a rate. */
  readonly pages_per_s_now: number | null;
  readonly hosts: Listed<HostState>;
}

/** A host, as all workers together treat it. */
export interface HostState {
  readonly host: string;
  /** Requests under way. */
  readonly in_flight: number;
  /** Turns given out whose time has not come. */
  readonly ahead: number;
  /** Before that nobody may begin a request; null when somebody may now. */
  readonly next_slot_at_ms: number | null;
  /** Until then it asked to be left alone; null when it did not. */
  readonly blocked_until_ms: number | null;
}

export interface FinishedCrawl extends Pick<
  CrawlView,
  'crawl_id' | 'index' | 'url' | 'state' | 'started_at_ms' | 'finished_at_ms' | 'version' | 'held'
> {
  readonly progress: Progress;
}

export interface QueueState {
  /** As messages are sent to it: `crawl`, or `searcher` and the beginning of its id. */
  readonly name: string;
  /** As the queue service knows it. */
  readonly queue: string;
  readonly ready: number;
  readonly delayed: number;
  readonly in_flight: number;
  /** When the oldest message was sent: null when there is none, `unknown` when the service does not tell. */
  readonly oldest_sent_at_ms: number | null | 'unknown';
  /** Messages in its queue of dead letters. */
  readonly dead: number;
}

export interface TimerState {
  readonly index: string;
  readonly site: string;
  readonly state: 'idle' | 'running' | 'firing';
  readonly generation: number;
  /** Type of the message that it posts. */
  readonly fires: string;
  readonly deadline_ms: number;
}

export interface DeadState {
  readonly id: string;
  /** The queue that it was in. */
  readonly queue: string;
  /** Type of the message; null for what is no message. */
  readonly type: string | null;
  readonly code: string;
  readonly reason: string;
  readonly failures: number | null;
  readonly died_at_ms: number | null;
  /** Its beginning. */
  readonly body: string;
  readonly body_cut: boolean;
}

export interface IndexState {
  readonly index: string;
  /** The newest version; 0 before the first. */
  readonly live: number;
  readonly serving: number | null;
  readonly loading: number | null;
  readonly documents: number;
  /** Of its packs, uncompressed. */
  readonly bytes: number;
  readonly shards: number;
  readonly updated_at_ms: number | null;
  readonly waiting: string | null;
  /** The version that the publish gate holds, if there is one. */
  readonly held: HeldView | null;
}

export interface SearcherState {
  readonly id: string;
  readonly endpoint: string;
  readonly datacenter: string;
  readonly silent_ms: number;
  /** Packs it was told of, those included that no version in use names. */
  readonly packs: number;
  /** Held by packs that are loaded. */
  readonly used_bytes: number;
  /** Kept for packs that are being loaded. */
  readonly reserved_bytes: number;
  readonly free_bytes: number;
  readonly tiles: Listed<TileState>;
}

/** A replica: one shard of one version on one searcher. */
export interface TileState {
  readonly index: string;
  readonly version: number;
  readonly shard: string;
  readonly bytes: number;
  readonly state: ReplicaState;
}

export interface IssueState {
  readonly code: string;
  readonly index: string;
  readonly message: string;
  readonly since_ms: number;
}

export interface ProcessState extends Process {
  /** `silent`: two of its signs of life did not come. `gone`: so many that it will hardly come back. */
  readonly state: 'alive' | 'silent' | 'gone';
  /** Whether it has the role of the orchestrator. */
  readonly active: boolean;
}

export interface Trouble {
  readonly part: string;
  readonly message: string;
}

export const NOTHING: Listed<never> = { items: [], total: 0, cut: false };

/** Before the first look. */
export const UNSEEN: AdminState = {
  at_ms: 0,
  orchestrator: { here: false, endpoint: null, epoch: null, settled: false },
  crawls: NOTHING,
  finished: NOTHING,
  queues: NOTHING,
  timers: NOTHING,
  dead: NOTHING,
  indexes: NOTHING,
  searchers: NOTHING,
  issues: NOTHING,
  processes: NOTHING,
  troubles: [],
};

/** The first `most` of a list that is known whole. */
export function listed<Item>(items: readonly Item[], most: number): Listed<Item> {
  return { items: items.slice(0, most), total: items.length, cut: items.length > most };
}

/** The first `most` of what was read one beyond them. */
export function listedAtMost<Item>(items: readonly Item[], most: number): Listed<Item> {
  const cut = items.length > most;
  return { items: items.slice(0, most), total: cut ? null : items.length, cut };
}
