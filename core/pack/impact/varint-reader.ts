/** Reads numbers as SQLite writes them: seven bits a byte, the highest first, and a bit that tells whether more follow. */
export class VarintReader {
  #bytes: Uint8Array = new Uint8Array();
  /** Where the next one is. */
  at = 0;

  turnTo(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.at = at;
  }

  /** One of 53 bits at most. Behind the last byte are zeros. */
  next(): number {
    let value = 0;
    for (;;) {
      const byte = this.#bytes[this.at] ?? 0;
      this.at += 1;
      if (byte < 0x80) return value + byte;
      value = (value + (byte & 0x7f)) * 0x80;
    }
  }
}
