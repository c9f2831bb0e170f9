import type { Turn } from './host-desk.ts';
import { type HostSchedule, MAX_AHEAD_MS, type Scheduled, isGivenUp } from './politeness.ts';

/** What one step of a host's schedule brought those who stood in line. */
export interface Reserved {
  readonly granted: ReadonlyMap<string, Turn>;
  /** No turn for so long, whoever gives one back; absent when one may come free at any moment. */
  readonly shut_ms?: number;
  /** How often in a row the host was in trouble, when it is given up. */
  readonly strikes?: number;
}

/** A host is shut while its next start lies too far ahead; one whose turns are all out is not, for one may come back. */
export function toReserved(
  { state, granted, retry_at_ms }: Scheduled,
  { now_ms, monotonic_ms }: { readonly now_ms: number; readonly monotonic_ms: number },
): Reserved {
  const turns = new Map(
    granted.map(({ id, start_at_ms }) => [id, { id, start_ms: monotonic_ms + start_at_ms - now_ms }]),
  );
  const start_at_ms = Math.max(state.next_at_ms, state.penalty_until_ms);
  if (retry_at_ms === undefined || start_at_ms <= now_ms + MAX_AHEAD_MS) return { granted: turns };
  return { granted: turns, shut_ms: retry_at_ms - now_ms, ...strikesOf(state) };
}

function strikesOf(state: HostSchedule): { strikes?: number } {
  return isGivenUp(state) ? { strikes: state.strikes } : {};
}
