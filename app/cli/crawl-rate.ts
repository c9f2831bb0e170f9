/** Over so long a crawl's speed is averaged: a person sees it change, and not jump. */
const WINDOW_MS = 5000;

/** Pages per second of late, from counts that come now and then. */
export class CrawlRate {
  readonly #samples: { readonly at_ms: number; readonly pages: number }[] = [];

  /** Takes a count; gives the speed since the oldest count within the window. */
  add(at_ms: number, pages: number): number {
    this.#samples.push({ at_ms, pages });
    // The newest of those before the window stays, so that the window is always whole.
    while ((this.#samples[1]?.at_ms ?? at_ms) <= at_ms - WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (first === undefined || at_ms <= first.at_ms) return 0;
    return ((pages - first.pages) * 1000) / (at_ms - first.at_ms);
  }
}
