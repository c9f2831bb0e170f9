import type { Crawl } from '#core/tables/crawls.ts';
import { FreshReads } from '#core/tables/fresh-reads.ts';
import { readTallies } from '#core/tables/tallies.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import { endingLimit } from './ending-limit.ts';
import type { EndingLimit } from './outcome.ts';
import type { Tallies } from './tallies.ts';

/** How old what others have counted may be when it was read. */
export const COUNTS_FRESH_MS = 1000;
const MOST_CRAWLS = 1000;

/** Bytes that processes have counted of a crawl. */
interface Counts {
  /** By this process, as it has written them. */
  readonly own: number;
  readonly others: number;
}

/**
 * Tells when crawls come to limits that end them. What one process finds is noted in the crawl's row with the first
 * page that is left out for it, and the others go by that within a second, whatever they have counted and whatever
 * their clocks say.
 *
 * Bytes are those of the crawl's progress, which each process writes anyway: its own it knows at once, those of others
 * as they were 1.5 seconds ago, for they are written every half second and read every second. So a crawl fetches more
 * than its limit by as much as processes read of it in that time which do not know of each other, and by what is under
 * way or in line for a turn at its host (a second at most) when they do: of each page at most SITEPACK_MAX_PAGE_BYTES.
 * Not counted are robots.txt, tries of a page that are followed by another, what a process has read in the half second
 * before it was killed, and what one has counted of a crawl before it went on with a thousand others.
 */
export class LimitWatch {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #tallies: Pick<Tallies, 'worker' | 'bytesOf'> | undefined;
  readonly #counts: FreshReads<Counts>;

  /** @param ports `tallies`: those of this process; none, if it visits no pages. */
  constructor(ports: { table: Table; clock: Clock; tallies?: Pick<Tallies, 'worker' | 'bytesOf'> }) {
    this.#table = ports.table;
    this.#clock = ports.clock;
    this.#tallies = ports.tallies;
    this.#counts = new FreshReads(ports.clock, { fresh_ms: COUNTS_FRESH_MS, most: MOST_CRAWLS });
  }

  /** The limit that a crawl has come to, if it has. Reads nothing of a crawl that has none of bytes. */
  async reached({ sk, limits, ended_by, started_at_ms }: Crawl): Promise<EndingLimit | undefined> {
    if (ended_by !== undefined) return ended_by;
    const bytes = limits.bytes === undefined ? 0 : await this.#bytes(sk);
    return endingLimit(limits, { bytes, elapsed_ms: this.#clock.now() - started_at_ms });
  }

  async #bytes(crawl_id: string): Promise<number> {
    const { own, others } = await this.#counts.get(crawl_id, () => this.#read(crawl_id));
    return others + Math.max(own, this.#tallies?.bytesOf(crawl_id) ?? 0);
  }

  async #read(crawl_id: string): Promise<Counts> {
    let [own, others] = [0, 0];
    for await (const { worker, progress } of readTallies(this.#table, crawl_id))
      if (worker === this.#tallies?.worker) own += progress.bytes;
      else others += progress.bytes;
    return { own, others };
  }
}
