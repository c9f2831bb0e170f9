import type { Clock } from '#ports/clock.ts';
import type { Handling } from '#runtime/worker.ts';
import type { IndexerDeps } from './worker.ts';

/** One reset per site in so long says all that there is to say. */
const SPACING_MS = 1000;
/** Sites remembered; for one that was forgotten a reset more is sent. */
const MOST_SITES = 1000;

/** Sends `reset_timer` for sites, at most one per site and second. */
export class Tickles {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #sent = new Map<string, number>();

  constructor(deps: Pick<IndexerDeps, 'clock' | 'settings'>) {
    this.#clock = deps.clock;
    this.#timeout = deps.settings.page_timeout_s;
  }

  /** The site is not settled yet. Without a timer this starts one that packs what was read. */
  async tickle(site: string, index: string, handling: Pick<Handling, 'send'>): Promise<void> {
    const key = `${index} ${site}`;
    const now_ms = this.#clock.monotonic();
    const sent_ms = this.#sent.get(key);
    if (sent_ms !== undefined && now_ms - sent_ms < SPACING_MS) return;
    this.#sent.delete(key);
    this.#sent.set(key, now_ms);
    if (this.#sent.size > MOST_SITES) this.#sent.delete(this.#sent.keys().next().value ?? '');
    await handling.send({
      type: 'reset_timer',
      site,
      index,
      timeout: this.#timeout,
      callback_queue: 'pack',
      callback_msg: { type: 'pack_incremental', site, index },
    });
  }
}
