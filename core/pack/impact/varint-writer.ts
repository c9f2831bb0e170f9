/** Writes numbers seven bits a byte, the lowest first, and a bit that tells whether more follow. */
export class VarintWriter {
  #bytes = new Uint8Array(4096);
  #size = 0;

  /** @param number whole, not negative, of 32 bits at most. */
  write(number: number): void {
    if (this.#size + 5 > this.#bytes.length) this.#grow();
    let rest = number;
    for (; rest >= 0x80; rest >>>= 7) this.#push((rest & 0x7f) | 0x80);
    this.#push(rest);
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#size);
    this.#size = 0;
    return taken;
  }

  #push(byte: number): void {
    this.#bytes[this.#size] = byte;
    this.#size += 1;
  }

  #grow(): void {
    const longer = new Uint8Array(this.#bytes.length * 2);
    longer.set(this.#bytes);
    this.#bytes = longer;
  }
}
