import { hasOpen } from '#core/tables/frontier.ts';
import type { Idling } from '#runtime/worker.ts';
import type { CrawlerDeps } from './worker.ts';

/** Crawls watched at once; of one that was forgotten the end is noticed by its timer. */
const MOST_CRAWLS = 1000;

/**
 * Notices the end of crawls, so that nobody waits for their timers: when there was nothing to do, the crawls that this
 * process worked on are asked whether anything is open still. There are no counters that could be wrong.
 */
export class EndWatch {
  readonly #deps: Pick<CrawlerDeps, 'table' | 'crawls'>;
  readonly #touched = new Set<string>();

  constructor(deps: Pick<CrawlerDeps, 'table' | 'crawls'>) {
    this.#deps = deps;
  }

  /** This process closed a URL of the crawl. */
  touch(crawl_id: string): void {
    this.#touched.add(crawl_id);
    if (this.#touched.size > MOST_CRAWLS) this.#touched.delete(this.#touched.values().next().value ?? '');
  }

  /** Sends `expire_timer` for those that are over. @returns whether some go on. */
  async look(handling: Idling): Promise<boolean> {
    for (const crawl_id of this.#touched) {
      if (await hasOpen(this.#deps.table, crawl_id)) continue;
      const crawl = await this.#deps.crawls.get(crawl_id);
      if (crawl?.mark !== undefined) {
        await handling.send({ type: 'expire_timer', site: crawl.site, index: crawl.pk, crawl_id });
        handling.log.info({ crawl_id }, 'the crawl is over');
      }
      this.#touched.delete(crawl_id);
    }
    return this.#touched.size > 0;
  }
}
