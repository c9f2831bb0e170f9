import type { Draft } from './draft.ts';
import { mayLoad } from './placement.ts';
import { fail } from './searchers.ts';
import {
  type Copy,
  type LoadFailure,
  type Move,
  type Searcher,
  type ShardPack,
  copyKey,
  room,
} from './state.ts';

/** Carries on the moves: load there, and when it is there, unload here. Those that make no sense any more are dropped. */
export function carryMoves(draft: Draft): void {
  draft.moves = draft.moves.filter((move) => carry(draft, move));
}

function carry(draft: Draft, move: Move): boolean {
  const from = draft.searchers.get(move.from);
  const to = draft.searchers.get(move.to);
  const here = from?.copies.get(copyKey(move));
  if (from === undefined || to === undefined || here?.state !== 'active') return false;
  const there = to.copies.get(copyKey(move));
  if (there?.state === 'active') draft.unload(from, here);
  if (there !== undefined) return there.state === 'loading';
  const shard = wantedShards(draft, move.index).find(({ pack }) => pack === move.pack);
  if (shard === undefined || !mayLoad(draft, to, { index: move.index, shard })) return false;
  draft.load(to, move.index, shard);
  return true;
}

function wantedShards(draft: Draft, index: string): ShardPack[] {
  const state = draft.indexes.get(index);
  return [state?.serving, state?.next].flatMap((version) => version?.shards ?? []);
}

/** Unloads what no version needs any more, and replicas beyond the goal. Forgets failures that matter no more. */
export function unloadUnneeded(draft: Draft): void {
  const wanted = new Set<string>();
  const kept = new Set<string>();
  for (const [index, state] of draft.indexes) {
    for (const { pack } of wantedShards(draft, index)) wanted.add(copyKey({ index, pack }));
    for (const { version } of state.retired) {
      for (const { pack } of version.shards) kept.add(copyKey({ index, pack }));
    }
  }
  const needed = wanted.union(kept);
  for (const id of draft.searchers.keys()) unloadFrom(draft, id, needed);
  for (const key of wanted) unloadSurplus(draft, key);
  for (const [key, failure] of draft.failures) {
    if (!wanted.has(copyKey(failure)) || isOver(draft, failure)) draft.failures.delete(key);
  }
}

/** A failure is over when its searcher is gone, or when others serve the pack as often as it should be. */
function isOver(draft: Draft, failure: LoadFailure): boolean {
  const active = draft.holdings(failure).filter(({ copy }) => copy.state === 'active');
  return !draft.searchers.has(failure.searcher) || active.length >= draft.rules.replicas;
}

function unloadFrom(draft: Draft, id: string, needed: ReadonlySet<string>): void {
  for (const copy of draft.searchers.get(id)?.copies.values() ?? []) {
    const searcher = draft.searchers.get(id);
    if (searcher === undefined || copy.state !== 'active' || needed.has(copyKey(copy))) continue;
    // What an index needs whose manifest cannot be read, nobody knows.
    if (draft.indexes.get(copy.index)?.trouble === undefined) draft.unload(searcher, copy);
  }
}

function unloadSurplus(draft: Draft, key: string): void {
  const [index = '', pack = ''] = key.split(' ');
  if (draft.moves.some((move) => copyKey(move) === key)) return;
  const active = draft.holdings({ index, pack }).filter(({ copy }) => copy.state === 'active');
  const surplus = active
    .flatMap(({ searcher, copy }) => {
      const holder = draft.searchers.get(searcher);
      return holder === undefined ? [] : [{ holder, copy }];
    })
    .sort((a, b) => room(a.holder) - room(b.holder) || (a.holder.id < b.holder.id ? 1 : -1))
    .slice(0, Math.max(0, active.length - draft.rules.replicas));
  for (const { holder, copy } of surplus) draft.unload(holder, copy);
}

/** Asks again where no answer came, and gives up a load that was asked for too often. */
export function askAgain(draft: Draft): void {
  for (const id of draft.searchers.keys()) {
    for (const copy of draft.searchers.get(id)?.copies.values() ?? []) {
      const searcher = draft.searchers.get(id);
      const pause_ms = PATIENCE_MS * 2 ** Math.max(0, copy.asked - 1);
      if (searcher === undefined || copy.state === 'active') continue;
      if (copy.asked === 0 || draft.now_ms - copy.asked_ms >= pause_ms) askOnce(draft, searcher, copy);
    }
  }
}

function askOnce(draft: Draft, searcher: Searcher, copy: Copy): void {
  const asked = Math.min(copy.asked + 1, ASKED_MAX);
  if (copy.state === 'loading' && copy.asked >= ASKED_MAX) {
    draft.dropCopy(searcher, copy);
    fail(draft, copy, searcher.id, 'no_answer', `it was asked ${copy.asked} times and did not answer`);
    return;
  }
  draft.setCopy(searcher, { ...copy, asked, asked_ms: draft.now_ms });
  const { index, shard, pack, key, bytes } = copy;
  const command = { searcher: searcher.id, index, shard, pack };
  if (copy.state === 'loading') draft.commands.push({ type: 'load', ...command, key, bytes });
  else draft.commands.push({ type: 'unload', ...command });
}

/** A pack of 256 MiB loads in less at 5 MB/s; doubled for each time. */
const PATIENCE_MS = 60_000;
const ASKED_MAX = 5;

/** A message that could not be sent is sent at the next tick. */
export function unsent(
  draft: Draft,
  of: { readonly searcher: string; readonly index: string; readonly pack: string },
): void {
  const searcher = draft.searchers.get(of.searcher);
  const copy = searcher?.copies.get(copyKey(of));
  if (searcher === undefined || copy === undefined || copy.state === 'active') return;
  draft.setCopy(searcher, { ...copy, asked: 0 });
}
