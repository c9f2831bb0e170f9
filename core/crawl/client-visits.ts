import type { Visit } from './visit.ts';

type Done = Visit & { kind: 'done' };

/** Messages and visits that are remembered. */
const MOST_MESSAGES = 10_000;
const MOST_VISITS = 500;

/**
 * Visits for clients. Who asks for a page outside a crawl wants it as it is from then on: a visit that began later will do
 * for all who asked before it, one that began earlier for none. Many messages for one page so come to few visits.
 *
 * When a message came to this process first and when a visit of this process began is told by its own monotonic clock. What
 * other processes visit counts for nothing here: the clocks of two cannot say which came first.
 */
export class ClientVisits {
  /** When a message was seen first. */
  readonly #asked = new Map<string, number>();
  readonly #visits = new Map<string, { readonly begun_ms: number; readonly visit: Done }>();

  /**
   * Asked at each delivery, before a visit.
   * @param page what is visited, and all that its outcome depends on.
   * @returns the visit that will do for this message, if there was one.
   */
  visitFor(page: string, message_id: string, monotonic_ms: number): Done | undefined {
    const message = `${page} ${message_id}`;
    const asked_ms = this.#asked.get(message) ?? monotonic_ms;
    keep(this.#asked, message, asked_ms, MOST_MESSAGES);
    const last = this.#visits.get(page);
    return last !== undefined && last.begun_ms >= asked_ms ? last.visit : undefined;
  }

  /** @param begun_ms before anything was asked of the host. */
  note(page: string, begun_ms: number, visit: Done): void {
    const last = this.#visits.get(page);
    if (last === undefined || last.begun_ms < begun_ms)
      keep(this.#visits, page, { begun_ms, visit }, MOST_VISITS);
  }
}

/** Puts an entry last; the first ones go when there are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
