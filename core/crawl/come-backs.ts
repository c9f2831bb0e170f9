import { MAX_DELAY_MS } from '#ports/queue.ts';
import { type HostHealth, type PaceRules, declaredDelay, paceOf } from './host-pace.ts';

/** How those are spread who come back to a host. */
export interface ComeBackPace {
  /** Ms from one turn at the host to the next, as things go; 0 when nothing is known of that. */
  readonly gap_ms: number;
  /** Nobody is told to wait for longer, but while the host is shut. */
  readonly within_ms: number;
}

/** What was learnt of a host may be untrue soon: who waits by it looks again after this. */
const LEARNT_MS = 60_000;
/** A host in trouble is asked for one page at a time; whether that brings an answer may take a while to show. */
const TROUBLED_GAP_MS = 250;

/** How fast the line at a host moves: by the delay between requests, or by what its answers take. */
export function comeBackPace(health: HostHealth, rules: PaceRules): ComeBackPace {
  const { spacing_ms, concurrency } = paceOf(health, rules);
  const answering_ms = (health.response_ms ?? 0) / concurrency;
  const troubled_ms = health.strikes > 0 ? TROUBLED_GAP_MS : 0;
  const gap_ms = Math.max(spacing_ms, answering_ms, troubled_ms);
  return { gap_ms, within_ms: gap_ms > declaredDelay(rules) ? LEARNT_MS : MAX_DELAY_MS };
}

/**
 * When those should come back who got no turn at a host: one after the other. Else all would come at once, and all but
 * a few be sent away again, for as many times as there are pages.
 *
 * Half a gap lies between them, since of the two messages of a page that ask for its visit one does not come back.
 * Times go round: of many pages several share a time. While the host is shut for longer than they go, all come back
 * together, to be put off anew.
 */
export class ComeBacks {
  #last_ms = 0;

  /**
   * @param now_ms on a monotonic clock.
   * @param shut_ms how long the host gives nobody a turn.
   * @returns ms to wait, at least `shut_ms`.
   */
  next(now_ms: number, shut_ms: number, { gap_ms, within_ms }: ComeBackPace): number {
    if (gap_ms === 0) return shut_ms;
    const next_ms = Math.max(now_ms + shut_ms, this.#last_ms + gap_ms / 2);
    this.#last_ms = next_ms - now_ms <= within_ms ? next_ms : now_ms + shut_ms;
    return this.#last_ms - now_ms;
  }
}
