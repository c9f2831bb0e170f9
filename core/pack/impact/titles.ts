import { VarintList } from './varint-list.ts';
import { VarintWriter } from './varint-writer.ts';

/** Writes the words of titles, of all documents in their order: of each the bytes that they take, and their terms by number. */
export class TitlesWriter {
  readonly #all = new VarintWriter();
  readonly #one = new VarintWriter();

  /** Takes the words of the next document. */
  add(numbers: readonly number[]): void {
    for (const number of numbers) this.#one.write(number);
    const bytes = this.#one.take();
    this.#all.write(bytes.length);
    this.#all.append(bytes);
  }

  take(): Uint8Array {
    return this.#all.take();
  }
}

/** The words of titles, as {@link TitlesWriter} wrote them: held in memory, for they are looked at in more documents than are shown. */
export class Titles {
  readonly #bytes: Uint8Array;
  /** By document, where what is told of it ends. */
  readonly #ends: Uint32Array;

  constructor(bytes: Uint8Array, documents: number) {
    this.#bytes = bytes;
    this.#ends = new Uint32Array(documents + 1);
    const sizes = new VarintList(bytes);
    for (let document = 1; document <= documents; document += 1) {
      const size = sizes.next();
      sizes.skip(size);
      this.#ends[document] = sizes.at;
    }
  }

  /** Bytes of memory. */
  get byteLength(): number {
    return this.#bytes.byteLength + this.#ends.byteLength;
  }

  /** The words of a title by the numbers of their terms, as bytes of a {@link VarintList}. */
  of(document: number): Uint8Array {
    const list = new VarintList(this.#bytes, this.#ends[document - 1]);
    const size = list.next();
    return this.#bytes.subarray(list.at, list.at + size);
  }
}
