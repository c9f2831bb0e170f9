import type { ClusterRules } from './event.ts';
import { type ClusterState, type Copy, MB, type Searcher, type Version, room } from './state.ts';

/** `backfilling`: being loaded. `disconnected`: not heard of lately. `down`: being dropped. */
export type ReplicaState = 'active' | 'backfilling' | 'disconnected' | 'down';

/** The cluster as people and programs see it: JSON, sorted. */
export interface ClusterSnapshot {
  readonly settled: boolean;
  readonly searchers: readonly SearcherSnapshot[];
  readonly indexes: readonly IndexSnapshot[];
  readonly issues: readonly IssueSnapshot[];
}

export interface SearcherSnapshot {
  readonly id: string;
  readonly endpoint: string;
  readonly datacenter: string;
  /** Reservations for loads under way are taken off. */
  readonly free_mb: number;
  readonly packs: number;
  readonly silent_ms: number;
}

export interface IndexSnapshot {
  readonly index: string;
  /** The newest published. */
  readonly latest: number;
  /** What queries get; null before the first is up. */
  readonly serving: number | null;
  readonly next: number | null;
  readonly shards: readonly ShardSnapshot[];
}

export interface ShardSnapshot {
  readonly version: number;
  readonly shard: string;
  readonly pack: string;
  readonly bytes: number;
  readonly replicas: readonly { readonly searcher: string; readonly state: ReplicaState }[];
}

export interface IssueSnapshot {
  readonly code: string;
  readonly index: string;
  readonly shard: string | null;
  readonly message: string;
  readonly age_ms: number;
}

export function snapshot(state: ClusterState, rules: ClusterRules, now_ms: number): ClusterSnapshot {
  const searchers = [...state.searchers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const indexes = [...state.indexes].sort(([a], [b]) => (a < b ? -1 : 1));
  const shards = (index: string, version: Version | undefined): ShardSnapshot[] =>
    (version?.shards ?? []).map(({ shard, pack, bytes }) => ({
      version: version?.version ?? 0,
      shard,
      pack,
      bytes,
      replicas: searchers.flatMap((searcher) => {
        const copy = searcher.copies.get(`${index} ${pack}`);
        return copy === undefined
          ? []
          : [{ searcher: searcher.id, state: replicaState(searcher, copy, rules, now_ms) }];
      }),
    }));
  return {
    settled: state.settled,
    searchers: searchers.map((searcher) => ({
      id: searcher.id,
      endpoint: searcher.endpoint,
      datacenter: searcher.datacenter,
      free_mb: Math.floor(room(searcher) / MB),
      packs: searcher.copies.size,
      silent_ms: now_ms - searcher.heard_ms,
    })),
    indexes: indexes
      .filter(
        ([, { head, serving, trouble }]) =>
          head !== undefined || serving !== undefined || trouble !== undefined,
      )
      .map(([index, { latest, serving, next }]) => ({
        index,
        latest,
        serving: serving?.version ?? null,
        next: next?.version ?? null,
        shards: [...shards(index, serving), ...shards(index, next)],
      })),
    issues: state.issues.map(({ code, index, shard, message, since_ms }) => ({
      code,
      index,
      shard: shard ?? null,
      message,
      age_ms: now_ms - since_ms,
    })),
  };
}

function replicaState(searcher: Searcher, copy: Copy, rules: ClusterRules, now_ms: number): ReplicaState {
  if (copy.state === 'unloading') return 'down';
  if (now_ms - searcher.heard_ms > 2 * rules.heartbeat_ms) return 'disconnected';
  return copy.state === 'active' ? 'active' : 'backfilling';
}
