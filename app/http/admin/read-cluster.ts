import { MB } from '#core/cluster/state.ts';
import type { SearcherSnapshot } from '#core/cluster/snapshot.ts';
import type { OrchestratorRow } from '#core/tables/nodes.ts';
import type { ClusterView } from '../services.ts';
import {
  type IssueState,
  type Listed,
  type OrchestratorState,
  type SearcherState,
  type TileState,
  listed,
} from './admin-state.ts';

const MOST_SEARCHERS = 200;
const MOST_ISSUES = 200;
/** A searcher may hold a thousand packs; more than these nobody looks at one by one. */
const MOST_TILES = 100;

/** Who has the role, as the table of nodes and this process know it. */
export function orchestratorState(cluster: ClusterView, row: OrchestratorRow | undefined): OrchestratorState {
  const active = row !== undefined && row.owner !== '';
  return {
    here: cluster.epoch !== null,
    endpoint: active ? row.endpoint : null,
    epoch: cluster.epoch ?? (active ? row.epoch : null),
    settled: cluster.settled,
  };
}

/** Searchers with the replicas that lie on them. */
export function searcherStates(cluster: ClusterView): Listed<SearcherState> {
  const tiles = tilesBySearcher(cluster);
  const { items, total, cut } = listed(cluster.searchers, MOST_SEARCHERS);
  return {
    items: items.map((searcher) => searcherState(searcher, tiles.get(searcher.id) ?? [])),
    total,
    cut,
  };
}

export function issueStates(cluster: ClusterView, now_ms: number): Listed<IssueState> {
  const states = cluster.issues.map(({ code, index, message, age_ms }) => ({
    code,
    index,
    message,
    since_ms: now_ms - age_ms,
  }));
  return listed(states, MOST_ISSUES);
}

interface Tile extends TileState {
  readonly pack: string;
}

function tilesBySearcher({ indexes }: ClusterView): Map<string, Tile[]> {
  const tiles = new Map<string, Tile[]>();
  for (const { index, shards } of indexes) {
    for (const { replicas, version, shard, bytes, pack } of shards) {
      for (const { searcher, state } of replicas) {
        const on = tiles.get(searcher) ?? [];
        on.push({ index, version, shard, bytes, state, pack });
        tiles.set(searcher, on);
      }
    }
  }
  return tiles;
}

function searcherState(searcher: SearcherSnapshot, tiles: readonly Tile[]): SearcherState {
  const { id, endpoint, datacenter, silent_ms, packs, free_mb } = searcher;
  // Shards with the same documents share a pack, and so do versions between which a shard did not change.
  const each = [...new Map(tiles.map((tile) => [`${tile.index} ${tile.pack}`, tile])).values()];
  const bytes = (of: (tile: Tile) => boolean): number =>
    each.filter(of).reduce((sum, tile) => sum + tile.bytes, 0);
  const shown = each.map(({ index, version, shard, bytes: size, state }) => {
    return { index, version, shard, bytes: size, state };
  });
  return {
    id,
    endpoint,
    datacenter,
    silent_ms,
    packs,
    used_bytes: bytes(({ state }) => state !== 'backfilling'),
    reserved_bytes: bytes(({ state }) => state === 'backfilling'),
    free_bytes: free_mb * MB,
    tiles: listed(shown, MOST_TILES),
  };
}
