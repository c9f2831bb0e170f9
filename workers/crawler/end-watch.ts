import { hasOpen } from '#core/tables/frontier.ts';
import type { Idling } from '#runtime/worker.ts';
import type { CrawlerDeps } from './worker.ts';

/** Crawls watched at once; of one that was forgotten the end is noticed by its timer. */
const MOST_CRAWLS = 1000;
/** A process that is never idle looks this often at crawls of which it has closed nothing meanwhile. */
const LOOK_MS = 1000;

/**
 * Notices the end of crawls, so that nobody waits for their timers: when there was nothing to do, the crawls that this
 * process worked on are asked whether anything is open still. There are no counters that could be wrong. While another
 * crawl gives it plenty to do, those that have gone quiet are asked every second: a big site must not keep small ones.
 */
export class EndWatch {
  readonly #deps: Pick<CrawlerDeps, 'table' | 'crawls' | 'clock'>;
  readonly #touched = new Set<string>();
  /** Those of which something was closed since the last look of a process that is not idle. */
  readonly #moving = new Set<string>();

  constructor(deps: Pick<CrawlerDeps, 'table' | 'crawls' | 'clock'>) {
    this.#deps = deps;
  }

  /** This process closed a URL of the crawl. */
  touch(crawl_id: string): void {
    this.#touched.add(crawl_id);
    this.#moving.add(crawl_id);
    if (this.#touched.size > MOST_CRAWLS) this.#touched.delete(this.#touched.values().next().value ?? '');
  }

  /** Sends `expire_timer` for those that are over. @returns whether some go on. */
  async look(handling: Idling): Promise<boolean> {
    this.#moving.clear();
    await this.#lookAt(this.#touched, handling);
    return this.#touched.size > 0;
  }

  /** Looks at quiet crawls, until the signal aborts. */
  async keepLooking(handling: Idling): Promise<void> {
    while (!handling.signal.aborted) {
      await this.#deps.clock.sleep(LOOK_MS, handling.signal);
      if (handling.signal.aborted) return;
      const quiet = [...this.#touched].filter((crawl_id) => !this.#moving.has(crawl_id));
      this.#moving.clear();
      await this.#lookAt(quiet, handling);
    }
  }

  async #lookAt(crawls: Iterable<string>, handling: Idling): Promise<void> {
    for (const crawl_id of crawls) {
      if (await hasOpen(this.#deps.table, crawl_id)) continue;
      const crawl = await this.#deps.crawls.get(crawl_id);
      if (crawl?.mark !== undefined) {
        await handling.send({ type: 'expire_timer', site: crawl.site, index: crawl.pk, crawl_id });
        handling.log.info({ crawl_id }, 'the crawl is over');
      }
      this.#touched.delete(crawl_id);
    }
  }
}
