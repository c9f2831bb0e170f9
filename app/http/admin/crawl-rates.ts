/** Looks at a crawl that its rate is made from. */
const WINDOW_MS = 5000;

/** Pages read per second of late, from what was counted at each look. */
export class CrawlRates {
  #looks = new Map<string, readonly Look[]>();

  /** Notes a look at every crawl that moves; what is not among them is forgotten. */
  note(crawls: readonly { readonly crawl_id: string; readonly fetched: number }[], at_ms: number): void {
    this.#looks = new Map(
      crawls.map(({ crawl_id, fetched }) => {
        const before = (this.#looks.get(crawl_id) ?? []).filter((look) => at_ms - look.at_ms <= WINDOW_MS);
        return [crawl_id, [...before, { at_ms, fetched }]];
      }),
    );
  }

  /** Null before two looks. */
  of(crawl_id: string): number | null {
    const looks = this.#looks.get(crawl_id) ?? [];
    const first = looks[0];
    const last = looks.at(-1);
    if (first === undefined || last === undefined || last.at_ms <= first.at_ms) return null;
    // A worker that was killed takes with it what it had not written: the count may go back.
    const pages = Math.max(0, last.fetched - first.fetched);
    return Math.round((pages * 10_000) / (last.at_ms - first.at_ms)) / 10;
  }
}

interface Look {
  readonly at_ms: number;
  readonly fetched: number;
}
