import type { Move, Version } from './state.ts';

/** What happens to a cluster. `now_ms` is the orchestrator's monotonic clock. */
export type ClusterEvent = { readonly now_ms: number } & (
  | {
      readonly type: 'registered';
      readonly searcher: string;
      readonly endpoint: string;
      readonly datacenter: string;
      readonly free_bytes: number;
      readonly sequence: number;
      readonly packs: readonly { readonly index: string; readonly shard: string; readonly pack: string }[];
    }
  /** It said goodbye with a registration of this sequence. */
  | { readonly type: 'left'; readonly searcher: string; readonly sequence: number }
  /** It cannot be reached: its queue is gone. */
  | { readonly type: 'lost'; readonly searcher: string }
  | ({ readonly type: 'loaded' } & Answer)
  | ({ readonly type: 'unloaded' } & Answer)
  | ({ readonly type: 'load_failed'; readonly code: string; readonly reason: string } & Answer)
  /** A `load` or `unload` could not be sent. */
  | { readonly type: 'unsent'; readonly searcher: string; readonly index: string; readonly pack: string }
  | { readonly type: 'head'; readonly index: string; readonly version: Version }
  | {
      readonly type: 'head_unreadable';
      readonly index: string;
      readonly version: number;
      readonly reason: string;
    }
  /** An older version that searchers may still hold: it is served for as long as nothing newer can be. */
  | { readonly type: 'fallback'; readonly index: string; readonly version: Version }
  | {
      readonly type: 'gone';
      readonly index: string;
      /** Where its versions go on counting; undefined when even its head is gone. */
      readonly version: number | undefined;
    }
  | ({ readonly type: 'move' } & Move)
  /** Whoever lives has registered: begin to place. */
  | { readonly type: 'settled' }
  | { readonly type: 'tick' }
);

interface Answer {
  readonly searcher: string;
  readonly index: string;
  readonly shard: string;
  readonly pack: string;
  readonly free_bytes: number;
}

export type EventOf<Type extends ClusterEvent['type']> = Extract<ClusterEvent, { readonly type: Type }>;

/** What is to be done about it, in this order. */
export type ClusterCommand =
  /** The searcher is new here: its queue may have been removed when it was lost before. */
  | { readonly type: 'make_queue'; readonly searcher: string }
  | { readonly type: 'remove_queue'; readonly searcher: string }
  | ({ readonly type: 'load'; readonly searcher: string } & PackCommand & {
        readonly key: string;
        readonly bytes: number;
      })
  | ({ readonly type: 'unload'; readonly searcher: string } & PackCommand)
  /** Queries of the index get this version from now on; undefined when it is gone. */
  | { readonly type: 'map_changed'; readonly index: string; readonly version: number | undefined };

interface PackCommand {
  readonly index: string;
  readonly shard: string;
  readonly pack: string;
}

/** The figures that placement goes by. */
export interface ClusterRules {
  /** Replicas per shard. */
  readonly replicas: number;
  /** Between two registrations of a searcher. */
  readonly heartbeat_ms: number;
  /** How long a query may go on after the map has moved. */
  readonly grace_ms: number;
}

/** A searcher is lost when so many heartbeats did not come. */
export const LOST_HEARTBEATS = 5;
