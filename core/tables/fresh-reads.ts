import type { Clock } from '#ports/clock.ts';

/** What was read of late, by key. One that asks while it is read waits for the same answer. */
export class FreshReads<Value> {
  readonly #clock: Clock;
  readonly #bounds: { readonly fresh_ms: number; readonly most: number };
  readonly #reads = new Map<string, { readonly read_ms: number; readonly value: Promise<Value> }>();

  /** @param bounds how old an answer may be, counted from when it was asked for; `most`: keys, beyond which the first one read is forgotten. */
  constructor(clock: Clock, bounds: { readonly fresh_ms: number; readonly most: number }) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  /** @throws what `read` throws, for all who wait for it; the next one who asks reads again. */
  async get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#reads.get(key);
    const read_ms = this.#clock.monotonic();
    if (known !== undefined && read_ms - known.read_ms < this.#bounds.fresh_ms) return known.value;
    const mine = { read_ms, value: read() };
    this.#reads.delete(key);
    this.#reads.set(key, mine);
    if (this.#reads.size > this.#bounds.most) this.#reads.delete(this.#reads.keys().next().value ?? '');
    try {
      return await mine.value;
    } catch (error) {
      if (this.#reads.get(key) === mine) this.#reads.delete(key);
      throw error;
    }
  }
}
