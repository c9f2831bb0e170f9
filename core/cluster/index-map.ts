import { type ClusterState, copyKey } from './state.ts';

/** Where queries of an index go: one version, and for each of its shards the searchers that serve it. */
export interface IndexMap {
  readonly index: string;
  readonly version: number;
  readonly documents: number;
  readonly shards: readonly ShardMap[];
}

export interface ShardMap {
  readonly shard: string;
  /** sha256. */
  readonly pack: string;
  /** In the order of their ids; empty when the shard is down. */
  readonly replicas: readonly ReplicaMap[];
}

export interface ReplicaMap {
  readonly searcher: string;
  readonly endpoint: string;
}

/** The map of one index; undefined while no version of it is served. */
export function indexMap(state: ClusterState, index: string): IndexMap | undefined {
  const serving = state.indexes.get(index)?.serving;
  if (serving === undefined) return undefined;
  const searchers = [...state.searchers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const shards = serving.shards.map(({ shard, pack }) => ({
    shard,
    pack,
    replicas: searchers
      .filter((searcher) => searcher.copies.get(copyKey({ index, pack }))?.state === 'active')
      .map(({ id, endpoint }) => ({ searcher: id, endpoint })),
  }));
  return { index, version: serving.version, documents: serving.documents, shards };
}
