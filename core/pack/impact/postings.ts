/** Documents of a block: what is read where one of them is looked for, and what is skipped where none can be among the best. */
export const BLOCK = 128;
/** Behind the last document of every list. */
export const NO_DOCUMENT = 2 ** 32 - 1;

/** The documents that have a term. */
export interface Postings {
  /** Ascending. */
  readonly documents: Uint32Array;
  /** By document how often it has the term, as {@link toByte} writes it. */
  readonly frequencies: Uint8Array;
}

/**
 * A list as bytes. Of more than one block there is a directory first: of every block the last document (4 bytes), where it
 * ends (4 bytes), the largest frequency and the shortest length; from the latter two follows a bound of its scores, whatever the
 * average length is. Then the blocks: each document as its distance from the one before, seven bits a byte, and then
 * the frequencies.
 * @param lengths of all documents, by their number.
 */
export function encodePostings({ documents, frequencies }: Postings, lengths: Uint8Array): Uint8Array {
  const blocks = blocksOf(documents.length);
  const directory = new Directory(blocks);
  const data: number[] = [];
  let before = 0;
  for (let block = 0; block < blocks; block += 1) {
    const from = block * BLOCK;
    const to = Math.min(from + BLOCK, documents.length);
    let largest = 0;
    let shortest = 255;
    for (let n = from; n < to; n += 1) {
      const document = documents[n] ?? 0;
      writeNumber(data, document - before);
      before = document;
      largest = Math.max(largest, frequencies[n] ?? 0);
      shortest = Math.min(shortest, lengths[document] ?? 0);
    }
    for (let n = from; n < to; n += 1) data.push(frequencies[n] ?? 0);
    directory.set(block, { last: before, end: data.length, largest, shortest });
  }
  const bytes = new Uint8Array(directory.bytes.length + data.length);
  bytes.set(directory.bytes);
  bytes.set(data, directory.bytes.length);
  return bytes;
}

function blocksOf(count: number): number {
  return Math.ceil(count / BLOCK);
}

function writeNumber(bytes: number[], number: number): void {
  let rest = number;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  bytes.push(rest);
}

interface Entry {
  readonly last: number;
  readonly end: number;
  readonly largest: number;
  readonly shortest: number;
}

const ENTRY_BYTES = 10;

/** Of a list of one block nothing stands there. */
class Directory {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(blocks: number) {
    this.bytes = new Uint8Array(blocks < 2 ? 0 : blocks * ENTRY_BYTES);
    this.#view = new DataView(this.bytes.buffer);
  }

  set(block: number, { last, end, largest, shortest }: Entry): void {
    if (this.bytes.length === 0) return;
    const at = block * ENTRY_BYTES;
    this.#view.setUint32(at, last, true);
    this.#view.setUint32(at + 4, end, true);
    this.#view.setUint8(at + 8, largest);
    this.#view.setUint8(at + 9, shortest);
  }
}

/** The documents of the block at hand. */
const block_documents = new Uint32Array(BLOCK);

/** Tells each document of a list, and how often it has the term: a byte. Of many short lists it takes a fraction of what cursors do. */
export function eachPosting(
  bytes: Uint8Array,
  count: number,
  take: (document: number, frequency: number) => void,
): void {
  const blocks = blocksOf(count);
  let at = blocks < 2 ? 0 : blocks * ENTRY_BYTES;
  let document = 0;
  for (let left = count; left > 0; left -= BLOCK) {
    const size = Math.min(BLOCK, left);
    for (let n = 0; n < size; n += 1) {
      let byte = bytes[at] ?? 0;
      at += 1;
      let factor = 1;
      for (; byte >= 0x80; factor *= 0x80) {
        document += (byte & 0x7f) * factor;
        byte = bytes[at] ?? 0;
        at += 1;
      }
      document += byte * factor;
      block_documents[n] = document;
    }
    for (let n = 0; n < size; n += 1) take(block_documents[n] ?? 0, bytes[at + n] ?? 0);
    at += size;
  }
}

/**
 * Reads the documents of a list, all of them: in half the time in which a cursor goes through it.
 * @param count documents in the list. @param into takes them.
 */
export function decodeDocuments(bytes: Uint8Array, count: number, into: Uint32Array): void {
  const blocks = blocksOf(count);
  let at = blocks < 2 ? 0 : blocks * ENTRY_BYTES;
  let document = 0;
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(from + BLOCK, count);
    for (let n = from; n < to; n += 1) {
      let byte = bytes[at] ?? 0;
      at += 1;
      let distance = byte & 0x7f;
      for (let factor = 0x80; byte >= 0x80; factor *= 0x80) {
        byte = bytes[at] ?? 0;
        at += 1;
        distance += (byte & 0x7f) * factor;
      }
      document += distance;
      into[n] = document;
    }
    // Their frequencies.
    at += to - from;
  }
}

/** The blocks of a list, each of which can be read by itself. */
export class PostingBlocks {
  /** How many there are. */
  readonly count: number;
  /** Of the block that was read last. */
  readonly documents = new Uint32Array(BLOCK);
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Documents in the list. */
  readonly #size: number;
  /** Where the blocks begin. */
  readonly #data: number;
  /** Where the frequencies of the block are that was read last. */
  #frequencies = 0;

  /** @param size documents in the list. */
  constructor(bytes: Uint8Array, size: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#size = size;
    this.count = blocksOf(size);
    this.#data = this.count < 2 ? 0 : this.count * ENTRY_BYTES;
  }

  /** Reads the documents of a block. @returns how many they are. */
  read(block: number): number {
    const bytes = this.#bytes;
    const size = Math.min(BLOCK, this.#size - block * BLOCK);
    let document = block === 0 ? 0 : this.lastOf(block - 1);
    let at = this.#data + (block === 0 ? 0 : this.#view.getUint32((block - 1) * ENTRY_BYTES + 4, true));
    for (let n = 0; n < size; n += 1) {
      let byte = bytes[at] ?? 0;
      at += 1;
      if (byte < 0x80) document += byte;
      else {
        let distance = byte & 0x7f;
        let factor = 0x80;
        do {
          byte = bytes[at] ?? 0;
          at += 1;
          distance += (byte & 0x7f) * factor;
          factor *= 0x80;
        } while (byte >= 0x80);
        document += distance;
      }
      this.documents[n] = document;
    }
    this.#frequencies = at;
    return size;
  }

  /** Of the block that was read last, how often its document at a place has the term: a byte. */
  frequency(at: number): number {
    return this.#bytes[this.#frequencies + at] ?? 0;
  }

  /** The last document of a block, where there are more than one. */
  lastOf(block: number): number {
    return this.#view.getUint32(block * ENTRY_BYTES, true);
  }

  /** The first block, from one on, that ends with a document or behind it; `count` where none does. */
  blockOf(document: number, from: number): number {
    // Of a single one nothing is told.
    if (this.count < 2) return from;
    // Doubling steps, and then halves.
    let low = from;
    let step = 1;
    while (low + step < this.count && this.lastOf(low + step - 1) < document) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, this.count);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.lastOf(middle) < document) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The largest frequency and the shortest length of a block, where there are more than one. */
  boundsOf(block: number): { readonly frequency: number; readonly length: number } {
    const at = block * ENTRY_BYTES;
    return { frequency: this.#bytes[at + 8] ?? 0, length: this.#bytes[at + 9] ?? 0 };
  }
}

/**
 * Goes through a list from its beginning to its end, and reads those blocks alone in which it stops. It is made for speed:
 * where it stands is told by fields, of which only it may write.
 */
export class PostingsCursor {
  /** Where it stands; {@link NO_DOCUMENT} behind the end. */
  document = 0;
  /** How often that one has the term: a byte. */
  frequency = 0;
  readonly count: number;
  readonly #blocks: PostingBlocks;
  #block = -1;
  #size = 0;
  #at = 0;

  /** It stands at the first document. @param count documents in the list. */
  constructor(bytes: Uint8Array, count: number) {
    this.count = count;
    this.#blocks = new PostingBlocks(bytes, count);
    this.#open(0);
  }

  /** Goes to the next document. */
  next(): void {
    this.#at += 1;
    if (this.#at < this.#size) this.#stand();
    else this.#open(this.#block + 1);
  }

  /** Goes to the first document that is not before this one; it never goes back. */
  seek(document: number): void {
    if (document <= this.document) return;
    const { documents } = this.#blocks;
    if ((documents[this.#size - 1] ?? 0) < document)
      this.#open(this.#blocks.blockOf(document, this.#block + 1));
    if (this.document >= document) return;
    let at = this.#at + 1;
    // A block ends with a document that is not before it.
    while ((documents[at] ?? NO_DOCUMENT) < document) at += 1;
    this.#at = at;
    this.#stand();
  }

  /**
   * Bounds of the documents from where it stands up to one: the largest frequency and the shortest length of the blocks
   * in which they are. `undefined` where no block tells, as there is but one.
   */
  bounds(to: number): { readonly frequency: number; readonly length: number } | undefined {
    const blocks = this.#blocks;
    if (blocks.count < 2) return undefined;
    let most = 0;
    let shortest = 255;
    for (let block = this.#block; block < blocks.count; block += 1) {
      const { frequency, length } = blocks.boundsOf(block);
      most = Math.max(most, frequency);
      shortest = Math.min(shortest, length);
      if (blocks.lastOf(block) >= to) break;
    }
    return { frequency: most, length: shortest };
  }

  #open(block: number): void {
    this.#block = block;
    this.#at = 0;
    if (block < this.#blocks.count) {
      this.#size = this.#blocks.read(block);
      this.#stand();
      return;
    }
    this.document = NO_DOCUMENT;
    this.frequency = 0;
    this.#size = 0;
  }

  #stand(): void {
    this.document = this.#blocks.documents[this.#at] ?? NO_DOCUMENT;
    this.frequency = this.#blocks.frequency(this.#at);
  }
}
