import type { Manifest } from '../pack/manifest.ts';

/**
 * What an orchestrator knows of the cluster, as plain data. It lives in memory alone and is rebuilt from heads and
 * registrations. All times are ms of the orchestrator's monotonic clock; all sizes are bytes.
 */
export interface ClusterState {
  /** Whether packs may be loaded and unloaded yet. Before that, searchers are only listened to. */
  readonly settled: boolean;
  readonly searchers: ReadonlyMap<string, Searcher>;
  readonly indexes: ReadonlyMap<string, IndexState>;
  /** Packs that could not be loaded, by {@link failureKey}. */
  readonly failures: ReadonlyMap<string, LoadFailure>;
  readonly moves: readonly Move[];
  /** Highest registration of searchers that are gone, so that a late one does not bring them back. */
  readonly departed: ReadonlyMap<string, { readonly sequence: number; readonly at_ms: number }>;
  /** What keeps the cluster from what it should be. */
  readonly issues: readonly ClusterIssue[];
  readonly ticked_ms: number | undefined;
}

export interface Searcher {
  readonly id: string;
  readonly endpoint: string;
  readonly datacenter: string;
  /** As it said last: room beside the packs it holds. */
  readonly free_bytes: number;
  readonly sequence: number;
  readonly heard_ms: number;
  /** Its packs, by {@link copyKey}. */
  readonly copies: ReadonlyMap<string, Copy>;
}

/** One pack on one searcher: a replica of its shard. */
export interface Copy {
  readonly index: string;
  readonly shard: string;
  /** sha256. */
  readonly pack: string;
  /** Object key of the compressed pack; empty when only the searcher's word for the pack is known. */
  readonly key: string;
  readonly bytes: number;
  /** `loading` and `unloading` end with the searcher's answer. Queries go to `active` copies. */
  readonly state: 'loading' | 'active' | 'unloading';
  readonly since_ms: number;
  /** When it was last told to load or unload, and how often. */
  readonly asked_ms: number;
  readonly asked: number;
  /** Whether the searcher's free room is what is left beside this copy. */
  readonly counted: boolean;
  /** Registrations in a row that did not name it. */
  readonly missed: number;
}

export interface IndexState {
  /** The newest version known. Older ones are passed over. */
  readonly latest: number;
  /** What the newest head names; undefined after deletion. */
  readonly head: Version | undefined;
  /** The version being brought up; undefined when it is served. */
  readonly next: Version | undefined;
  /** The version that queries get. */
  readonly serving: Version | undefined;
  /** Versions served before, whose last queries may still run. */
  readonly retired: readonly { readonly version: Version; readonly until_ms: number }[];
  /** Why the newest version cannot be known. */
  readonly trouble: string | undefined;
}

/** What the cluster must know of a manifest. */
export interface Version {
  readonly version: number;
  readonly documents: number;
  readonly shards: readonly ShardPack[];
}

export interface ShardPack {
  readonly shard: string;
  readonly pack: string;
  readonly key: string;
  readonly bytes: number;
}

export interface LoadFailure {
  readonly searcher: string;
  readonly index: string;
  readonly shard: string;
  readonly pack: string;
  readonly code: string;
  readonly reason: string;
  readonly count: number;
  /** It is not tried there before. */
  readonly until_ms: number;
}

export interface Move {
  readonly index: string;
  readonly shard: string;
  readonly pack: string;
  readonly from: string;
  readonly to: string;
}

export type IssueCode = 'no_searcher' | 'no_room' | 'too_few_searchers' | 'load_failed' | 'bad_manifest';

export interface ClusterIssue {
  readonly code: IssueCode;
  readonly index: string;
  readonly shard: string | undefined;
  /** For a person: what is wrong, where, in figures. */
  readonly message: string;
  readonly since_ms: number;
}

export const EMPTY_CLUSTER: ClusterState = {
  settled: false,
  searchers: new Map(),
  indexes: new Map(),
  failures: new Map(),
  moves: [],
  departed: new Map(),
  issues: [],
  ticked_ms: undefined,
};

export const EMPTY_INDEX: IndexState = {
  latest: 0,
  head: undefined,
  next: undefined,
  serving: undefined,
  retired: [],
  trouble: undefined,
};

/** Two shards with the same documents share a pack: a copy of it is a replica of both. */
export function copyKey(of: { readonly index: string; readonly pack: string }): string {
  return `${of.index} ${of.pack}`;
}

export function failureKey(searcher: string, of: { readonly index: string; readonly pack: string }): string {
  return `${searcher} ${copyKey(of)}`;
}

/** Room for more packs: what the searcher said, less what it was asked to load since. */
export function room(searcher: Searcher): number {
  return sums(searcher).room;
}

/** Loads it was asked for and has not answered. */
export function countLoading(searcher: Searcher): number {
  return sums(searcher).loading;
}

/** Searchers are never changed, only replaced, so what was summed once stays right. Placing asks for it again and again. */
const known = new WeakMap<Searcher, { readonly room: number; readonly loading: number }>();

function sums(searcher: Searcher): { readonly room: number; readonly loading: number } {
  const before = known.get(searcher);
  if (before !== undefined) return before;
  let free_bytes = searcher.free_bytes;
  let loading = 0;
  for (const copy of searcher.copies.values()) {
    if (!copy.counted) free_bytes -= copy.bytes;
    if (copy.state === 'loading') loading += 1;
  }
  const sum = { room: Math.max(0, free_bytes), loading };
  known.set(searcher, sum);
  return sum;
}

export function versionOf(manifest: Manifest): Version {
  return {
    version: manifest.version,
    documents: manifest.shards.reduce((sum, shard) => sum + shard.pack.documents, 0),
    shards: manifest.shards.map(({ name, pack }) => ({
      shard: name,
      pack: pack.sha256,
      key: pack.key,
      bytes: pack.bytes,
    })),
  };
}

/** Packs on one searcher: as many as its registration can name. */
export const PACKS_MAX = 1000;

/** Bytes of a MB as searchers count them. */
export const MB = 2 ** 20;
