import type { NearWord } from '#ports/peer.ts';
import { VarintList } from '../impact/varint-list.ts';
import { editDistance } from './edit-distance.ts';
import { isSpelled, mostEdits } from './spelled.ts';

/** Words of one length. */
interface Words {
  /** One behind the other. */
  readonly text: string;
  /** Documents that have each. */
  readonly documents: Uint32Array;
  /** Of each a bit for each kind of letter in it. */
  readonly letters: Uint32Array;
}

/** What the words of a length are read from. */
export type VocabularyRow = { readonly words: string; readonly documents: Uint8Array };

/** Looks for words of a pack that are written nearly as others. */
export class NearWords {
  readonly #read: (length: number) => VocabularyRow | undefined;
  readonly #lengths = new Map<number, Words>();
  #bytes = 0;

  /** @param read reads the words of one length. */
  constructor(read: (length: number) => VocabularyRow | undefined) {
    this.#read = read;
  }

  /** What the words that were read so far take: those of a length stay. */
  get bytes(): number {
    return this.#bytes;
  }

  /** All words that are as near to one as a correction may be, without itself; none of what is no spelled word. */
  of(word: string): NearWord[] {
    if (!isSpelled(word)) return [];
    const most = mostEdits(word);
    const near: NearWord[] = [];
    for (let length = word.length - most; length <= word.length + most; length += 1)
      this.#gather(word, length, most, near);
    return near;
  }

  #gather(word: string, length: number, most: number, near: NearWord[]): void {
    const { text, documents, letters } = this.#words(length);
    const its = lettersOf(word, 0, word.length);
    for (let n = 0; n < documents.length; n += 1) {
      // An edit brings one letter and takes another away.
      if (bitsIn((letters[n] ?? 0) ^ its) > 2 * most) continue;
      const other = text.slice(n * length, (n + 1) * length);
      const edits = editDistance(word, other, most);
      if (edits > 0 && edits <= most) near.push({ word: other, documents: documents[n] ?? 0, edits });
    }
  }

  #words(length: number): Words {
    const known = this.#lengths.get(length);
    if (known !== undefined) return known;
    const row = this.#read(length);
    const text = row?.words ?? '';
    const list = new VarintList(row?.documents ?? new Uint8Array());
    const count = length <= 0 ? 0 : text.length / length;
    const words = {
      text,
      documents: Uint32Array.from({ length: count }, () => list.next()),
      letters: Uint32Array.from({ length: count }, (_, n) => lettersOf(text, n * length, length)),
    };
    this.#lengths.set(length, words);
    this.#bytes += text.length * 2 + words.documents.byteLength + words.letters.byteLength;
    return words;
  }
}

function lettersOf(text: string, from: number, length: number): number {
  let letters = 0;
  for (let at = from; at < from + length; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters >>> 0;
}

/** How many bits of 32 are set: Warren, Hacker's Delight, 5-1. */
function bitsIn(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
