import { BoundedMemory } from '#core/crawl/bounded-memory.ts';

/** Links remembered per process, over all crawls: some 20 MB. */
const LINKS = { most: 100_000, most_chars: 20_000_000 };

/** What is to be done about links. */
export interface Claimed {
  /** News, and the caller's to post, who says by `settle` how it went. */
  readonly mine: string[];
  /** Being posted for another page just now; `settled` when that is through, well or not. */
  readonly others: readonly { readonly url: string; readonly settled: Promise<void> }[];
}

/**
 * Links of crawls that this process need not look up: they are in the frontier, with their messages sent or another's
 * duty. Most links of a page are old news. Bounded; a link that was forgotten costs a look into the table.
 */
export class PostedLinks {
  readonly #posted = new BoundedMemory<true>(LINKS);
  readonly #underway = new Map<string, PromiseWithResolvers<void>>();

  /** Whether a link is old news. */
  isPosted(crawl_id: string, url: string): boolean {
    return this.#posted.has(`${crawl_id} ${url}`);
  }

  claim(crawl_id: string, urls: readonly string[]): Claimed {
    const mine: string[] = [];
    const others: { url: string; settled: Promise<void> }[] = [];
    for (const url of urls) {
      const link = `${crawl_id} ${url}`;
      if (this.#posted.has(link)) continue;
      const underway = this.#underway.get(link);
      if (underway !== undefined) {
        others.push({ url, settled: underway.promise });
        continue;
      }
      this.#underway.set(link, Promise.withResolvers());
      mine.push(url);
    }
    return { mine, others };
  }

  /** @param posted whether they are in the frontier now, with their messages sent or another's duty. */
  settle(crawl_id: string, urls: readonly string[], posted: boolean): void {
    for (const url of urls) {
      const link = `${crawl_id} ${url}`;
      if (posted) this.#posted.set(link, true);
      this.#underway.get(link)?.resolve();
      this.#underway.delete(link);
    }
  }
}
