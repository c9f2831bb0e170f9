import type { Draft } from './draft.ts';
import { noPlace } from './issue.ts';
import {
  type ClusterIssue,
  PACKS_MAX,
  type Searcher,
  type ShardPack,
  copyKey,
  countLoading,
  failureKey,
  room,
} from './state.ts';

/** One replica that should be there: the `rank`-th of its shard. */
interface Demand {
  readonly index: string;
  readonly shard: ShardPack;
  readonly rank: number;
}

/**
 * Asks searchers for the replicas that are missing.
 * @returns why some could not be placed.
 */
export function place(draft: Draft): Omit<ClusterIssue, 'since_ms'>[] {
  const issues: Omit<ClusterIssue, 'since_ms'>[] = [];
  for (const demand of demands(draft)) {
    const replicas = draft.replicas(demand.index, demand.shard);
    if (replicas.length > demand.rank) continue;
    const able = draft.searchers
      .values()
      .filter((searcher) => mayLoad(draft, searcher, demand))
      .toArray();
    if (able.length === 0) {
      const issue = noPlace(draft, demand.index, demand.shard, replicas);
      if (issue !== undefined) issues.push(issue);
      continue;
    }
    const best = able.filter((searcher) => countLoading(searcher) < LOADING_MAX).sort(byRoom)[0];
    // All that could take it are at work; their next answer brings us here again.
    if (best !== undefined) draft.load(best, demand.index, demand.shard);
  }
  return issues;
}

/**
 * What is wanted, most urgent first: that every shard in service answers; that every next version can take over; then
 * the further replicas, of versions to come before those that are about to be replaced.
 */
function demands(draft: Draft): Demand[] {
  const serving: Demand[][] = [];
  const next: Demand[][] = [];
  for (const index of [...draft.indexes.keys()].sort()) {
    const state = draft.indexes.get(index);
    for (let rank = 0; rank < draft.rules.replicas; rank++) {
      (serving[rank] ??= []).push(...(state?.serving?.shards ?? []).map((shard) => ({ index, shard, rank })));
      (next[rank] ??= []).push(...(state?.next?.shards ?? []).map((shard) => ({ index, shard, rank })));
    }
  }
  const [firstServing = [], ...moreServing] = serving;
  const [firstNext = [], ...moreNext] = next;
  return [...firstServing, ...firstNext, ...moreNext.flat(), ...moreServing.flat()];
}

/** Whether it has room for the pack, has it in no form yet, and did not fail with it just now. */
export function mayLoad(draft: Draft, searcher: Searcher, demand: Pick<Demand, 'index' | 'shard'>): boolean {
  const of = { index: demand.index, pack: demand.shard.pack };
  if (searcher.copies.has(copyKey(of)) || room(searcher) < demand.shard.bytes) return false;
  if (searcher.copies.size >= PACKS_MAX) return false;
  const failure = draft.failures.get(failureKey(searcher.id, of));
  return failure === undefined || failure.until_ms <= draft.now_ms;
}

/** Most free room first; where that differs by less than searchers report, fewest packs; then the smaller id. */
function byRoom(a: Searcher, b: Searcher): number {
  const mb = (searcher: Searcher) => Math.floor(room(searcher) / 2 ** 20);
  return mb(b) - mb(a) || a.copies.size - b.copies.size || (a.id < b.id ? -1 : 1);
}

/** Loads that wait at one searcher: enough to keep it busy, few enough that none waits for long. */
const LOADING_MAX = 16;
