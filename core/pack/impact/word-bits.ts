/**
 * Some words as two times 32 bits: whether others may be among them is told without reading them. Each word has one of the bits, by the
 * number of its term, so that words with different ones have different bits as a rule.
 */
export class WordBits {
  readonly #bits: Uint32Array;

  /** @param sets how many there are room for. */
  constructor(sets: number) {
    this.#bits = new Uint32Array(sets * 2);
  }

  /** Reads what {@link bytes} has. */
  static from(bytes: Uint8Array): WordBits {
    const read = new WordBits(bytes.length / 8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let n = 0; n < read.#bits.length; n += 1) read.#bits[n] = view.getUint32(n * 4, true);
    return read;
  }

  /** Of each set four bytes and four, the lowest first. */
  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#bits.length * 4);
    const view = new DataView(bytes.buffer);
    this.#bits.forEach((bits, n) => view.setUint32(n * 4, bits, true));
    return bytes;
  }

  get byteLength(): number {
    return this.#bits.byteLength;
  }

  /** @param number of a term. */
  add(set: number, number: number): void {
    const bit = bitOf(number);
    const at = set * 2 + (bit >>> 5);
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (bit & 31));
  }

  /** Whether a set may have a word that is in another one. */
  mayShare(set: number, other: WordBits, one: number): boolean {
    const low = (this.#bits[set * 2] ?? 0) & (other.#bits[one * 2] ?? 0);
    const high = (this.#bits[set * 2 + 1] ?? 0) & (other.#bits[one * 2 + 1] ?? 0);
    return (low | high) !== 0;
  }
}

/** 0 to 63: numbers that follow each other are far apart (Knuth: The Art of Computer Programming, volume 3, section 6.4). */
function bitOf(number: number): number {
  return Math.imul(number, 0x9e37_79b1) >>> 26;
}
