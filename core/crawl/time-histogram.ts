/** Buckets for each doubling. A quantile is off by half a bucket at most: 4.4 %. */
const PER_DOUBLING = 8;
/** Up to 2^22 ms, more than an hour; no request may take so long. */
const DOUBLINGS = 22;

/**
 * Times, counted in buckets whose bounds grow by a fixed ratio: so quantiles of any number of them are known by a share of
 * their size, in a kilobyte or two. M. Masson et al., "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
 * Relative-Error Guarantees", VLDB 2019, without its sparse store.
 */
export class TimeHistogram {
  readonly #buckets = new Float64Array(DOUBLINGS * PER_DOUBLING + 1);
  #count = 0;
  #shortest_ms = Infinity;
  #longest_ms = 0;

  /** @param ms not negative. */
  add(ms: number): void {
    const bucket = ms <= 1 ? 0 : Math.ceil(Math.log2(ms) * PER_DOUBLING);
    const last = this.#buckets.length - 1;
    this.#buckets[Math.min(bucket, last)] = (this.#buckets[Math.min(bucket, last)] ?? 0) + 1;
    this.#count += 1;
    this.#shortest_ms = Math.min(this.#shortest_ms, ms);
    this.#longest_ms = Math.max(this.#longest_ms, ms);
  }

  get longest_ms(): number {
    return this.#longest_ms;
  }

  /** How many times there are, by bucket, of those that have any: what {@link addCounts} takes. */
  get counts(): Record<string, number> {
    return Object.fromEntries(this.#buckets.entries().filter(([, count]) => count > 0));
  }

  /** Adds the times of another. The shortest and the longest are then known by their buckets. */
  addCounts(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) {
      const bucket = Math.min(Number(name), this.#buckets.length - 1);
      this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + count;
      this.#count += count;
      this.#shortest_ms = Math.min(this.#shortest_ms, bucket === 0 ? 0 : 2 ** ((bucket - 1) / PER_DOUBLING));
      this.#longest_ms = Math.max(this.#longest_ms, 2 ** (bucket / PER_DOUBLING));
    }
  }

  /**
   * The time that this share of the times do not exceed (nearest rank), within 4.4 % or 1 ms, in ms; 0 when there are none.
   * @param share above 0, at most 1.
   */
  quantile(share: number): number {
    const rank = Math.ceil(share * this.#count);
    let seen = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (seen < rank || count === 0) continue;
      const middle_ms = 2 ** ((bucket - 0.5) / PER_DOUBLING);
      return Math.min(Math.max(middle_ms, this.#shortest_ms), this.#longest_ms);
    }
    return 0;
  }
}
