import type { Draft } from './draft.ts';
import type { EventOf } from './event.ts';
import { EMPTY_INDEX, type IndexState, type Version } from './state.ts';

/** A newer version was published. What is served stays until all of the new one can answer. */
export function head(draft: Draft, event: EventOf<'head'>): void {
  const index = draft.indexes.get(event.index) ?? EMPTY_INDEX;
  if (event.version.version <= index.latest && index.trouble === undefined) return;
  if (event.version.version < index.latest) return;
  draft.indexes.set(event.index, {
    ...index,
    latest: event.version.version,
    head: event.version,
    next: index.next ?? event.version,
    trouble: undefined,
  });
}

/** The newest version's manifest cannot be used: the one before goes on, and the trouble is told. */
export function headUnreadable(draft: Draft, event: EventOf<'head_unreadable'>): void {
  const index = draft.indexes.get(event.index) ?? EMPTY_INDEX;
  if (event.version < index.latest || (event.version === index.latest && index.trouble === undefined)) return;
  draft.indexes.set(event.index, { ...index, latest: event.version, trouble: event.reason });
}

/** After a cold start: rather an older version than none, if it is there without loading anything. */
export function fallback(draft: Draft, event: EventOf<'fallback'>): void {
  const index = draft.indexes.get(event.index);
  if (index?.head === undefined || index.serving !== undefined) return;
  if (event.version.version >= index.head.version || !draft.isActive(event.index, event.version)) return;
  draft.indexes.set(event.index, { ...index, serving: event.version });
  draft.commands.push({ type: 'map_changed', index: event.index, version: event.version.version });
}

/** The index was deleted. Queries that started before may end. */
export function gone(draft: Draft, event: EventOf<'gone'>): void {
  const index = draft.indexes.get(event.index);
  if (index === undefined) return;
  const latest = event.version ?? index.latest;
  if (latest < index.latest) return;
  if (index.head === undefined && index.trouble === undefined) return;
  draft.indexes.set(event.index, { ...EMPTY_INDEX, latest, retired: retire(draft, index) });
  if (index.serving !== undefined) {
    draft.commands.push({ type: 'map_changed', index: event.index, version: undefined });
  }
}

/**
 * Moves the map of every index whose next version has an active replica of every shard: all shards in one step.
 */
export function advance(draft: Draft): void {
  for (const name of [...draft.indexes.keys()].sort()) {
    // Again, because a version published meanwhile may need nothing that is not there.
    while (advanceOne(draft, name));
  }
}

function advanceOne(draft: Draft, name: string): boolean {
  const index = chase(draft, name);
  if (index?.next === undefined || !draft.isActive(name, index.next)) return false;
  draft.indexes.set(name, { ...index, serving: index.next, next: undefined, retired: retire(draft, index) });
  draft.commands.push({ type: 'map_changed', index: name, version: index.next.version });
  return true;
}

/**
 * Aims at the newest version. One that is well on its way is finished first: were it dropped for each newer one, an index
 * that changes faster than its packs load would never change.
 */
function chase(draft: Draft, name: string): IndexState | undefined {
  const index = draft.indexes.get(name);
  if (index?.head === undefined) return index;
  const aim = index.next ?? index.serving;
  if (aim !== undefined && aim.version >= index.head.version) return index;
  if (index.next !== undefined && underWay(draft, name, index.next)) return index;
  const chasing = { ...index, next: index.head };
  draft.indexes.set(name, chasing);
  return chasing;
}

/** Whether each of its shards is there or was asked for, and nothing had to be asked twice. */
function underWay(draft: Draft, index: string, version: Version): boolean {
  return version.shards.every((shard) =>
    draft.replicas(index, shard).some(({ copy }) => copy.state === 'active' || copy.asked === 1),
  );
}

function retire(draft: Draft, index: IndexState): IndexState['retired'] {
  const kept = index.retired.filter(({ until_ms }) => until_ms > draft.now_ms);
  if (index.serving === undefined) return kept;
  return [...kept, { version: index.serving, until_ms: draft.now_ms + draft.rules.grace_ms }];
}

/** Forgets versions whose last query must be over. */
export function expireRetired(draft: Draft): void {
  for (const [name, index] of draft.indexes) {
    const kept = index.retired.filter(({ until_ms }) => until_ms > draft.now_ms);
    if (kept.length < index.retired.length) draft.indexes.set(name, { ...index, retired: kept });
  }
}
