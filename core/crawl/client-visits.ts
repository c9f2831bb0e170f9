import { BoundedMemory } from './bounded-memory.ts';
import { type DoneVisit, RECENT_VISITS, charsOfVisit } from './recent-visits.ts';

/** Messages that are remembered. What they ask for may have been led to by ten URLs. */
const MESSAGES = { most: 10_000, most_chars: 5_000_000 };
/** When a message came first is remembered for so long: whoever sends it again later wants the page as it is by then. */
const MEMORY_MS = 3_600_000;

/**
 * Visits for clients. Who asks for a page outside a crawl wants it as it is from then on: a visit that began later will do
 * for all who asked before it, one that began earlier for none. Many messages for one page so come to few visits.
 *
 * When a message came to this process first and when a visit of this process began is told by its own monotonic clock. What
 * other processes visit counts for nothing here: the clocks of two cannot say which came first.
 *
 * A message that was answered asks anew when it comes again: its client may have posted it once more, under the same id.
 */
export class ClientVisits {
  /** When a message was seen first. */
  readonly #asked = new BoundedMemory<number>(MESSAGES);
  readonly #visits = new BoundedMemory<{ readonly begun_ms: number; readonly visit: DoneVisit }>(
    RECENT_VISITS,
    ({ visit }) => charsOfVisit(visit),
  );

  /**
   * Asked at each delivery, before a visit.
   * @param page what is visited, and all that its outcome depends on.
   * @returns the visit that will do for this message, if there was one.
   */
  visitFor(page: string, message_id: string, monotonic_ms: number): DoneVisit | undefined {
    const message = `${page} ${message_id}`;
    const first_ms = this.#asked.get(message) ?? monotonic_ms;
    const asked_ms = monotonic_ms - first_ms < MEMORY_MS ? first_ms : monotonic_ms;
    this.#asked.set(message, asked_ms);
    const last = this.#visits.get(page);
    return last !== undefined && last.begun_ms >= asked_ms ? last.visit : undefined;
  }

  /** A visit that is done was given to the message: from now on it is another that asks under its id. */
  answered(page: string, message_id: string): void {
    this.#asked.delete(`${page} ${message_id}`);
  }

  /** @param begun_ms before anything was asked of the host. */
  note(page: string, begun_ms: number, visit: DoneVisit): void {
    const last = this.#visits.get(page);
    if (last === undefined || last.begun_ms < begun_ms) this.#visits.set(page, { begun_ms, visit });
  }
}
