/** Links remembered per process, over all crawls: some 20 MB. */
const MOST_LINKS = 100_000;

/**
 * Links of crawls that this process need not post: they are in the frontier, or another page is just posting them, which
 * stays open until it has. Most links of a page are old news, so most cost no look into the table. Bounded; a link that
 * was forgotten costs that look.
 */
export class PostedLinks {
  readonly #posted = new Set<string>();
  readonly #underway = new Set<string>();

  /** Of these links those that are news. They are the caller's to post, who says by `settle` how it went. */
  claim(crawl_id: string, urls: readonly string[]): string[] {
    return urls.filter((url) => {
      const link = `${crawl_id} ${url}`;
      if (this.#posted.has(link) || this.#underway.has(link)) return false;
      this.#underway.add(link);
      return true;
    });
  }

  /** @param posted whether they are in the frontier now, with their messages sent or another's duty. */
  settle(crawl_id: string, urls: readonly string[], posted: boolean): void {
    for (const url of urls) {
      const link = `${crawl_id} ${url}`;
      this.#underway.delete(link);
      if (posted) this.#posted.add(link);
      if (this.#posted.size > MOST_LINKS) this.#posted.delete(this.#posted.values().next().value ?? '');
    }
  }
}
