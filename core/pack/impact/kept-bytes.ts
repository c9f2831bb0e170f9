/** What was read last, by number, as long as all of it together is not too much. */
export class KeptBytes {
  readonly #most: number;
  readonly #kept = new Map<number, Uint8Array>();
  #bytes = 0;

  /** @param most bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  get(number: number, read: () => Uint8Array): Uint8Array {
    const known = this.#kept.get(number);
    if (known !== undefined) {
      // It is the last one then to go.
      this.#kept.delete(number);
      this.#kept.set(number, known);
      return known;
    }
    const bytes = read();
    if (bytes.length > this.#most) return bytes;
    this.#kept.set(number, bytes);
    this.#bytes += bytes.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= this.#most) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
    return bytes;
  }
}
