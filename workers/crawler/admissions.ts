import { admitPages, returnPages } from '#core/tables/admitted.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { Batcher } from '#runtime/batcher.ts';

/** Parents whose links are let in by one write. */
const MOST_AT_ONCE = 1000;
/** Crawls with a line of their own. */
const MOST_CRAWLS = 1000;

/**
 * Lets pages into crawls by their limits. The count is one row per crawl, which every page with new links wants to
 * change: within a process their wishes are added up while the last write is under way, so that they never race.
 */
export class Admissions {
  readonly #table: Table;
  readonly #random: Random;
  readonly #lines = new Map<string, Batcher<number, number>>();

  constructor(table: Table, random: Random) {
    this.#table = table;
    this.#random = random;
  }

  /** Marks the rows of pages that are opened in one go: who opened them knows them again by it. */
  token(): string {
    return this.#random.id();
  }

  /** @returns how many of the pages were let in. */
  admit(crawl_id: string, wanted: number): Promise<number> {
    let line = this.#lines.get(crawl_id);
    if (line === undefined) {
      line = new Batcher((wishes) => this.#share(crawl_id, wishes), MOST_AT_ONCE, 1);
      this.#lines.set(crawl_id, line);
      if (this.#lines.size > MOST_CRAWLS) this.#lines.delete(this.#lines.keys().next().value ?? '');
    }
    return line.add(wanted);
  }

  /** Gives back places of pages that were let in and turned out to be in the crawl already. */
  async giveBack(crawl_id: string, unused: number): Promise<void> {
    await returnPages(this.#table, this.#random, crawl_id, unused);
  }

  async #share(crawl_id: string, wishes: readonly number[]): Promise<number[]> {
    const wanted = wishes.reduce((sum, wish) => sum + wish, 0);
    let left = await admitPages(this.#table, this.#random, crawl_id, wanted);
    return wishes.map((wish) => {
      const granted = Math.min(wish, left);
      left -= granted;
      return granted;
    });
  }
}
