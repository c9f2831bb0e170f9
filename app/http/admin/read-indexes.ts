import { isLive } from '#core/tables/heads.ts';
import { type IndexView, type KnownIndex, heldView, indexView } from '../index-view.ts';
import type { ClusterView, HttpServices } from '../services.ts';
import { type IndexState, type Listed, listed } from './admin-state.ts';
import { mapConcurrently } from '#app/map-concurrently.ts';

/** Indexes looked at. */
export const MOST_INDEXES = 200;

/** What was read of live manifests, by object key: under one key a manifest never changes. */
export type KnownManifests = ReadonlyMap<string, IndexView>;

/**
 * Indexes by name, and what was read of their manifests. What is served of them is told by `servedNow`.
 * @param before what was read the last time.
 */
export async function readIndexes(
  services: HttpServices,
  known: readonly KnownIndex[],
  before: KnownManifests,
): Promise<{ readonly indexes: Listed<IndexState>; readonly manifests: KnownManifests }> {
  const { items, total, cut } = listed(known, MOST_INDEXES);
  const manifests = new Map<string, IndexView>();
  const states = await mapConcurrently(items, async (each) => {
    const key = isLive(each.head) ? each.head.manifest_key : undefined;
    const view = (key === undefined ? undefined : before.get(key)) ?? (await indexView(services, each));
    if (key !== undefined) manifests.set(key, view);
    return indexState(each, view);
  });
  return { indexes: { items: states, total, cut }, manifests };
}

/** What the orchestrator of this process says of them now. */
export function servedNow(indexes: Listed<IndexState>, cluster: ClusterView): Listed<IndexState> {
  const placed = new Map(cluster.indexes.map((each) => [each.index, each]));
  const now = (state: IndexState): IndexState => {
    const { serving = null, next = null } = placed.get(state.index) ?? {};
    return { ...state, serving, loading: next };
  };
  return { ...indexes, items: indexes.items.map(now) };
}

function indexState(known: KnownIndex, view: IndexView): IndexState {
  const { name, row } = known;
  return {
    index: name,
    live: view.version,
    serving: null,
    loading: null,
    documents: view.documents,
    bytes: view.bytes,
    shards: view.shards,
    updated_at_ms: view.updated_at_ms,
    waiting: row?.waiting ?? null,
    held: heldView(known),
  };
}
