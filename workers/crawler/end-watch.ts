import { hasOpen } from '#core/tables/frontier.ts';
import type { Idling } from '#runtime/worker.ts';
import type { CrawlerDeps } from './worker.ts';

/** Crawls watched at once; of one that was forgotten the end is noticed by its timer. */
const MOST_CRAWLS = 1000;
/** A crawl is asked when this process has closed nothing of it for so long: while closes come, others will. */
const QUIET_MS = 100;

/**
 * Notices the end of crawls, so that nobody waits for their timers: some time after this process closed a URL, the crawl is
 * asked whether anything is open still. There are no counters that could be wrong, and one look after each close will do:
 * whoever closes the last URL of a crawl finds nothing open.
 */
export class EndWatch {
  readonly #deps: Pick<CrawlerDeps, 'table' | 'crawls' | 'clock'>;
  /** When this process closed a URL of a crawl that it has not asked since; the latest last. */
  readonly #closed_ms = new Map<string, number>();
  /** Wakes who waits for the next close. */
  #wake = (): void => undefined;

  constructor(deps: Pick<CrawlerDeps, 'table' | 'crawls' | 'clock'>) {
    this.#deps = deps;
  }

  /** This process closed a URL of the crawl, or found it closed. */
  closed(crawl_id: string): void {
    this.#closed_ms.delete(crawl_id);
    this.#closed_ms.set(crawl_id, this.#deps.clock.monotonic());
    if (this.#closed_ms.size > MOST_CRAWLS) this.#closed_ms.delete(this.#oldest());
    this.#wake();
  }

  /** Sends `expire_timer` for crawls that are over, until the signal aborts; then for the last time, of all that are left. */
  async keepLooking(handling: Idling): Promise<void> {
    const { clock } = this.#deps;
    while (!handling.signal.aborted) {
      if (this.#closed_ms.size === 0) await this.#nextClose(handling.signal);
      await clock.sleep(QUIET_MS, handling.signal);
      await this.#look(handling, handling.signal.aborted ? 0 : QUIET_MS);
    }
  }

  async #look(handling: Idling, quiet_ms: number): Promise<void> {
    const { table, crawls, clock } = this.#deps;
    for (const [crawl_id, closed_ms] of this.#closed_ms) {
      if (clock.monotonic() - closed_ms < quiet_ms) continue;
      if (!(await hasOpen(table, crawl_id))) {
        const crawl = await crawls.get(crawl_id);
        if (crawl?.mark !== undefined) {
          await handling.send({ type: 'expire_timer', site: crawl.site, index: crawl.pk, crawl_id });
          handling.log.info({ crawl_id }, 'the crawl is over');
        }
      }
      // What was closed since is for the next look.
      if (this.#closed_ms.get(crawl_id) === closed_ms) this.#closed_ms.delete(crawl_id);
    }
  }

  /** Until this process closes a URL, or the signal aborts. */
  async #nextClose(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    signal.addEventListener('abort', this.#wake, { once: true });
    await promise;
    signal.removeEventListener('abort', this.#wake);
  }

  #oldest(): string {
    return this.#closed_ms.keys().next().value ?? '';
  }
}
