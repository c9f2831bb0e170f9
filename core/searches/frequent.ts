interface Kept<Value> {
  /** At least as often as it was seen: what it displaced counts for it. */
  weight: number;
  readonly value: Value;
}

/**
 * What comes most often, by a bounded number of keys: a new one takes the place of the one that weighs the least, and its weight. So one that
 * makes up more than 1 / `most` of all is always among them. "Space-Saving" of A. Metwally, D. Agrawal and A. El Abbadi, "Efficient
 * Computation of Frequent and Top-k Elements in Data Streams", ICDT 2005; its weights decide who stays, and nobody is told them.
 */
export class Frequent<Value> {
  readonly #most: number;
  readonly #make: () => Value;
  readonly #kept = new Map<string, Kept<Value>>();

  /** @param make what is kept of a key, when it comes in. */
  constructor(most: number, make: () => Value) {
    this.#most = most;
    this.#make = make;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(key: string): Value | undefined {
    return this.#kept.get(key)?.value;
  }

  /**
   * Sees a key once more. @param weight 0 for one that may come in and displaces none that counts.
   * @returns what is kept of it; undefined where there is no room for one of no weight.
   */
  see(key: string, weight: 0 | 1 = 1): Value | undefined {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      known.weight += weight;
      return known.value;
    }
    const displaced = this.#kept.size < this.#most ? undefined : this.#least();
    if (displaced !== undefined) {
      if (weight === 0 && displaced.weight > 0) return undefined;
      this.#kept.delete(displaced.key);
    }
    const value = this.#make();
    this.#kept.set(key, { weight: weight + (displaced?.weight ?? 0), value });
    return value;
  }

  /** What came of late comes to weigh more than what came before. */
  age(): void {
    for (const kept of this.#kept.values()) kept.weight = Math.floor(kept.weight / 2);
  }

  *entries(): Generator<[key: string, value: Value]> {
    for (const [key, { value }] of this.#kept) yield [key, value];
  }

  /** Of several that weigh the same the one that came first. All are looked at: 5 µs of a thousand, where a search takes a thousand. */
  #least(): { readonly key: string; readonly weight: number } | undefined {
    let least: { key: string; weight: number } | undefined;
    for (const [key, { weight }] of this.#kept)
      if (least === undefined || weight < least.weight) least = { key, weight };
    return least;
  }
}
