import type { Draft } from './draft.ts';
import { type EventOf, LOST_HEARTBEATS } from './event.ts';
import { type Copy, type Searcher, copyKey, failureKey } from './state.ts';

/** A searcher says that it is there, what it holds, and how much room is left. */
export function registered(draft: Draft, event: EventOf<'registered'>): void {
  const known = draft.searchers.get(event.searcher);
  const last = known?.sequence ?? draft.departed.get(event.searcher)?.sequence;
  if (last !== undefined && event.sequence <= last) return;
  draft.departed.delete(event.searcher);
  if (known === undefined) draft.commands.push({ type: 'make_queue', searcher: event.searcher });
  let searcher: Searcher = {
    id: event.searcher,
    endpoint: event.endpoint,
    datacenter: event.datacenter,
    free_bytes: event.free_bytes,
    sequence: event.sequence,
    heard_ms: draft.now_ms,
    copies: known?.copies ?? new Map<string, Copy>(),
  };
  draft.searchers.set(searcher.id, searcher);
  const named = new Map(event.packs.map((pack) => [copyKey(pack), pack]));
  for (const copy of searcher.copies.values()) {
    if (!named.delete(copyKey(copy))) searcher = notNamed(draft, searcher, copy);
    else if (!copy.counted || copy.missed > 0 || copy.state === 'loading') {
      searcher = draft.setCopy(searcher, present(draft, copy));
    }
  }
  for (const pack of named.values()) searcher = draft.setCopy(searcher, found(draft, pack));
}

/** The searcher's word for a pack that was asked for is as good as its answer. */
function present(draft: Draft, copy: Copy): Copy {
  const seen = { ...copy, counted: true, missed: 0 };
  return copy.state === 'loading' ? { ...seen, state: 'active', since_ms: draft.now_ms } : seen;
}

/** A registration may be older than the answer that overtook it, so one that leaves a copy out proves nothing yet. */
function notNamed(draft: Draft, searcher: Searcher, copy: Copy): Searcher {
  if (copy.state !== 'loading' && copy.missed + 1 >= MISSED_MAX) return draft.dropCopy(searcher, copy);
  return draft.setCopy(searcher, { ...copy, counted: false, missed: copy.missed + 1 });
}

const MISSED_MAX = 3;

/** A pack from before, or from under another orchestrator. */
function found(
  draft: Draft,
  pack: { readonly index: string; readonly shard: string; readonly pack: string },
): Copy {
  return {
    index: pack.index,
    shard: pack.shard,
    pack: pack.pack,
    key: '',
    bytes: knownBytes(draft, pack),
    state: 'active',
    since_ms: draft.now_ms,
    asked_ms: draft.now_ms,
    asked: 0,
    counted: true,
    missed: 0,
  };
}

function knownBytes(draft: Draft, pack: { readonly index: string; readonly pack: string }): number {
  const index = draft.indexes.get(pack.index);
  const shards = [index?.head, index?.next, index?.serving].flatMap((version) => version?.shards ?? []);
  return shards.find((shard) => shard.pack === pack.pack)?.bytes ?? 0;
}

/** Answers of searchers that are not registered are passed over: should they return, they say what they hold. */
export function loaded(draft: Draft, event: EventOf<'loaded'>): void {
  const searcher = draft.searchers.get(event.searcher);
  if (searcher === undefined) return;
  draft.failures.delete(failureKey(event.searcher, event));
  const copy = searcher.copies.get(copyKey(event)) ?? found(draft, event);
  // A late answer to a load that was followed by an unload: the unload's own answer is still to come.
  if (copy.state === 'unloading') return;
  const active: Copy = { ...copy, state: 'active', since_ms: draft.now_ms, counted: true, missed: 0 };
  draft.setCopy(
    { ...searcher, free_bytes: event.free_bytes },
    copy.state === 'active' ? { ...active, since_ms: copy.since_ms } : active,
  );
}

export function unloaded(draft: Draft, event: EventOf<'unloaded'>): void {
  const searcher = draft.searchers.get(event.searcher);
  const copy = searcher?.copies.get(copyKey(event));
  // One that is loading again was told so after the answer: this is a repetition of it.
  if (searcher === undefined || copy === undefined || copy.state === 'loading') return;
  draft.dropCopy({ ...searcher, free_bytes: event.free_bytes }, copy);
}

export function loadFailed(draft: Draft, event: EventOf<'load_failed'>): void {
  const searcher = draft.searchers.get(event.searcher);
  const copy = searcher?.copies.get(copyKey(event));
  if (searcher === undefined || copy?.state !== 'loading') return;
  draft.dropCopy({ ...searcher, free_bytes: event.free_bytes }, copy);
  fail(draft, copy, event.searcher, event.code, event.reason);
}

/** Notes the failure; the pack is tried there again after a pause that doubles. */
export function fail(draft: Draft, copy: Copy, searcher: string, code: string, reason: string): void {
  const key = failureKey(searcher, copy);
  const count = (draft.failures.get(key)?.count ?? 0) + 1;
  const pause_ms = Math.min(RETRY_MAX_MS, draft.rules.heartbeat_ms * 2 ** Math.min(count, 20));
  const { index, shard, pack } = copy;
  draft.failures.set(key, {
    searcher,
    index,
    shard,
    pack,
    code,
    reason,
    count,
    until_ms: draft.now_ms + pause_ms,
  });
}

const RETRY_MAX_MS = 600_000;

/** Forgets a searcher. What it held is placed elsewhere; when it returns, it is as new. */
export function lose(draft: Draft, id: string, sequence: number): void {
  const searcher = draft.searchers.get(id);
  draft.departed.set(id, { sequence: Math.max(sequence, searcher?.sequence ?? 0), at_ms: draft.now_ms });
  if (searcher === undefined) return;
  draft.dropSearcher(searcher);
  draft.commands.push({ type: 'remove_queue', searcher: id });
}

/** Loses those who were silent for too long, unless it is we who slept. */
export function loseSilent(draft: Draft): void {
  const { heartbeat_ms } = draft.rules;
  const slept_ms = draft.now_ms - (draft.ticked_ms ?? draft.now_ms);
  for (const searcher of draft.searchers.values()) {
    if (slept_ms > 2 * heartbeat_ms) {
      draft.searchers.set(searcher.id, {
        ...searcher,
        heard_ms: Math.min(draft.now_ms, searcher.heard_ms + slept_ms),
      });
    } else if (draft.now_ms - searcher.heard_ms > LOST_HEARTBEATS * heartbeat_ms) {
      lose(draft, searcher.id, searcher.sequence);
    }
  }
  for (const [id, gone] of draft.departed) {
    if (draft.now_ms - gone.at_ms > DEPARTED_KEPT_MS) draft.departed.delete(id);
  }
}

/** Longer than a queue may hold back a registration without anybody noticing. */
const DEPARTED_KEPT_MS = 3_600_000;
