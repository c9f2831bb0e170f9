/** Times that are remembered, of all questions of one kind. */
const SIZE = 256;
/** Fewer say nothing of what is usual. */
const LEAST = 20;

/** The last times that something took, and what is usual among them. */
export class ResponseTimes {
  readonly #times = new Float64Array(SIZE);
  #count = 0;
  #p95: number | undefined;

  /** @param ms of one that was answered. */
  note(ms: number): void {
    this.#times[this.#count % SIZE] = ms;
    this.#count += 1;
    // Sorting for every answer would take more than it gives.
    if (this.#count % LEAST === 0) this.#p95 = undefined;
  }

  /** What 95 of 100 did not take longer than, ms; undefined while few are known. */
  get p95(): number | undefined {
    if (this.#count < LEAST) return undefined;
    this.#p95 ??= this.#quantile(0.95);
    return this.#p95;
  }

  #quantile(share: number): number {
    const known = this.#times.slice(0, Math.min(this.#count, SIZE)).sort();
    return known[Math.ceil(share * known.length) - 1] ?? 0;
  }
}
