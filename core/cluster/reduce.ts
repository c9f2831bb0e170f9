import { askAgain, carryMoves, unloadUnneeded, unsent } from './cleanup.ts';
import { Draft } from './draft.ts';
import type { ClusterCommand, ClusterEvent, ClusterRules } from './event.ts';
import { standingIssues, withTimes } from './issue.ts';
import { place } from './placement.ts';
import { loadFailed, loaded, lose, loseSilent, registered, unloaded } from './searchers.ts';
import type { ClusterState } from './state.ts';
import { advance, expireRetired, fallback, gone, head, headUnreadable } from './versions.ts';

/**
 * What becomes of the cluster when something happens, and what is to be done about it. A pure function: the same events
 * give the same commands.
 *
 * The life of a copy: `loading` (asked for; its room is kept) - `active` (it answers) - `unloading` - gone. The life of a
 * version: `head` (published) - `next` (being brought up beside the one in service) - `serving` (every shard has an active
 * replica; the map moved in one step) - `retired` (its last queries may still run) - forgotten, its packs unloaded unless
 * another version needs them.
 */
export function reduce(
  state: ClusterState,
  event: ClusterEvent,
  rules: ClusterRules,
): { readonly state: ClusterState; readonly commands: readonly ClusterCommand[] } {
  const draft = new Draft(state, rules, event.now_ms);
  apply(draft, event);
  if (!isRoutine(state, event, draft)) {
    advance(draft);
    if (draft.settled) plan(draft);
  }
  return { state: draft.finish(), commands: draft.commands };
}

/** A heartbeat of a searcher that holds what it held, while nothing waits for room: by far the most of all events. */
function isRoutine(state: ClusterState, event: ClusterEvent, draft: Draft): boolean {
  if (event.type !== 'registered' || state.issues.length > 0) return false;
  const before = state.searchers.get(event.searcher);
  return before !== undefined && before.copies === draft.searchers.get(event.searcher)?.copies;
}

function plan(draft: Draft): void {
  expireRetired(draft);
  carryMoves(draft);
  unloadUnneeded(draft);
  const unplaced = place(draft);
  draft.issues = withTimes(draft, [...unplaced, ...standingIssues(draft)]);
}

function apply(draft: Draft, event: ClusterEvent): void {
  switch (event.type) {
    case 'registered':
      return registered(draft, event);
    case 'left':
      return lose(draft, event.searcher, event.sequence);
    case 'lost':
      return lose(draft, event.searcher, 0);
    case 'loaded':
      return loaded(draft, event);
    case 'unloaded':
      return unloaded(draft, event);
    case 'load_failed':
      return loadFailed(draft, event);
    case 'unsent':
      return unsent(draft, event);
    case 'head':
      return head(draft, event);
    case 'head_unreadable':
      return headUnreadable(draft, event);
    case 'fallback':
      return fallback(draft, event);
    case 'gone':
      return gone(draft, event);
    case 'move':
      draft.moves = [...draft.moves, event];
      return;
    case 'settled':
      draft.settled = true;
      return;
    case 'tick':
      loseSilent(draft);
      if (draft.settled) askAgain(draft);
      draft.ticked_ms = draft.now_ms;
  }
}
