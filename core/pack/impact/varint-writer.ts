/** Writes numbers seven bits a byte, the lowest first, and a bit that tells whether more follow. */
export class VarintWriter {
  #bytes = new Uint8Array(4096);
  #size = 0;

  /** @param number whole, not negative, of 32 bits at most. */
  write(number: number): void {
    this.#reserve(5);
    let rest = number;
    for (; rest >= 0x80; rest >>>= 7) this.#push((rest & 0x7f) | 0x80);
    this.#push(rest);
  }

  /** Writes bytes as they are. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
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

  #reserve(bytes: number): void {
    if (this.#size + bytes <= this.#bytes.length) return;
    const longer = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + bytes));
    longer.set(this.#bytes);
    this.#bytes = longer;
  }
}
