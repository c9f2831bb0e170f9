/** Links remembered per process, over all crawls: some 20 MB. */
const MOST_LINKS = 100_000;

/**
 * Links of crawls that are known to be in the frontier with their messages sent, so that the table need not be asked:
 * most links of a page are old news. Bounded; a link that was forgotten costs a look into the table.
 */
export class PostedLinks {
  readonly #links = new Set<string>();

  has(crawl_id: string, url: string): boolean {
    return this.#links.has(`${crawl_id} ${url}`);
  }

  add(crawl_id: string, url: string): void {
    this.#links.add(`${crawl_id} ${url}`);
    if (this.#links.size > MOST_LINKS) this.#links.delete(this.#links.values().next().value ?? '');
  }
}
