import { packTimer } from '#core/crawl/page-messages.ts';
import { noteKnown } from '#core/tables/indexes.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { Handling } from '#runtime/worker.ts';
import type { IndexerDeps } from './worker.ts';

/** One reset per site in so long says all that there is to say. */
const SPACING_MS = 1000;
/** Sites remembered; for one that was forgotten a reset more is sent. */
const MOST_SITES = 1000;

/** Indexes remembered as known; of one that was forgotten the note is written once more. */
const MOST_INDEXES = 1000;

/**
 * Sends `reset_timer` for sites. Before the first one for an index it notes its name: should it be lost, a sweep looks
 * there.
 */
export class Tickles {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #sent = new Map<string, number>();
  readonly #known = new Set<string>();
  /** Per site the reset that is being sent, and the one after it, which carries all who came since. */
  readonly #sending = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();

  constructor(deps: Pick<IndexerDeps, 'table' | 'clock' | 'settings'>) {
    this.#table = deps.table;
    this.#clock = deps.clock;
    this.#timeout = deps.settings.page_timeout_s;
  }

  /**
   * The site is not settled yet. At most one reset per site and second: it is only about time, for something else
   * sees to it that what was read is packed.
   */
  async tickle(site: string, index: string, handling: Pick<Handling, 'send'>): Promise<void> {
    const key = `${index} ${site}`;
    const sent_ms = this.#sent.get(key);
    if (sent_ms !== undefined && this.#clock.monotonic() - sent_ms < SPACING_MS) return;
    await this.#send(key, site, index, handling);
  }

  /**
   * A page waits to be packed. Resolves when a reset is durable that was sent after the call: the timer may have fired
   * since the last one, and without another nobody would pack the page. Who comes while one is being sent shares the next.
   */
  async rouse(site: string, index: string, handling: Pick<Handling, 'send'>): Promise<void> {
    const key = `${index} ${site}`;
    const sending = this.#sending.get(key);
    if (sending === undefined) return this.#begin(key, () => this.#send(key, site, index, handling));
    const begin = () => this.#begin(key, () => this.#send(key, site, index, handling));
    // A send that failed is told to its own callers.
    sending.next ??= sending.now.then(begin, begin);
    return sending.next;
  }

  #begin(key: string, send: () => Promise<void>): Promise<void> {
    const now = send().finally(() => {
      if (this.#sending.get(key)?.next === undefined) this.#sending.delete(key);
    });
    this.#sending.set(key, { now });
    return now;
  }

  async #send(key: string, site: string, index: string, handling: Pick<Handling, 'send'>): Promise<void> {
    this.#sent.delete(key);
    this.#sent.set(key, this.#clock.monotonic());
    if (this.#sent.size > MOST_SITES) this.#sent.delete(this.#sent.keys().next().value ?? '');
    if (!this.#known.has(index)) await this.#noteKnown(index);
    await handling.send(packTimer(site, index, this.#timeout));
  }

  async #noteKnown(index: string): Promise<void> {
    await noteKnown(this.#table, index);
    this.#known.add(index);
    if (this.#known.size > MOST_INDEXES) this.#known.delete(this.#known.values().next().value ?? '');
  }
}
