import { crawlMessages } from '#core/crawl/page-messages.ts';
import { LimitWatch } from '#core/crawl/limit-watch.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import type { Idling } from '#runtime/worker.ts';
import type { TimerDeps } from './worker.ts';

/** URLs of a crawl whose messages one sweep sends again. */
const MOST_NUDGES = 5000;
/** Messages sent in one go. */
const BATCH = 100;
/** Crawls remembered; of one that was forgotten the messages are sent once more. */
const MOST_CRAWLS = 1000;

/**
 * Has what waits of crawls closed that have come to limits which end them. Whoever takes a message of such a crawl
 * closes its URL; but messages are put off for as long as a host wants to be left alone, and may be lost. So they are
 * sent once more. As those that were sent may only be late, this happens ever more seldom: with the 1st, 2nd, 4th, 8th
 * … sweep that finds them.
 */
export class EndedCrawls {
  readonly #table: TimerDeps['table'];
  readonly #limitWatch: LimitWatch;
  /** Sweeps that found a crawl at its limit. */
  readonly #found = new Map<string, number>();

  constructor(deps: Pick<TimerDeps, 'table' | 'clock'>) {
    this.#table = deps.table;
    this.#limitWatch = new LimitWatch(deps);
  }

  /** Looks after one crawl that is not over. */
  async look(crawl: Crawl, { send, log }: Pick<Idling, 'send' | 'log'>): Promise<void> {
    if (crawl.state !== 'running') return;
    const limit = await this.#limitWatch.reached(crawl);
    if (limit === undefined || !isPowerOfTwo(this.#count(crawl.sk))) return;
    let nudges = 0;
    let batch: ReturnType<typeof crawlMessages> = [];
    for await (const row of frontierRows(this.#table, crawl.sk, true)) {
      // An `index` does nothing for such a crawl.
      batch.push(...crawlMessages(crawl, row).filter(({ type }) => type === 'crawl'));
      nudges += 1;
      if (nudges % BATCH === 0) await send(...batch.splice(0));
      if (nudges === MOST_NUDGES) break;
    }
    await send(...batch);
    log.info({ crawl_id: crawl.sk, limit, nudges }, 'the crawl has come to a limit; what waits is closed');
  }

  #count(crawl_id: string): number {
    const count = (this.#found.get(crawl_id) ?? 0) + 1;
    this.#found.delete(crawl_id);
    this.#found.set(crawl_id, count);
    if (this.#found.size > MOST_CRAWLS) this.#found.delete(this.#found.keys().next().value ?? '');
    return count;
  }
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
