import { hash } from 'node:crypto';
import { endOfWord, startOfWord } from './word-bounds.ts';

/**
 * Words of a shingle. Of the 1,169 pages of the PostgreSQL manual fifteen pairs are near by single words, all but a few by
 * chance, one by two, none by three. The more words, the more shingles an edit changes: with one word in 200 changed
 * 100, 89 and 69 % of the pages are near to what they were, with one in 50 97, 50 and 21 %.
 */
const SHINGLE_WORDS = 3;
/**
 * A text of fewer words has so few shingles that one word is a good part of them: "no events in May" and "no events in
 * June" would be near. It is near to nothing but itself.
 */
export const LEAST_WORDS = 50;
/** Words looked at, some 40 pages of a book. What begins with so many like words is alike, whatever comes after. */
const MOST_WORDS = 20_000;
/** Bits in which two fingerprints of near texts differ at most: of 64, for 8 thousand million pages (Manku et al.). */
export const NEAR_BITS = 3;

/** 64 bits as two unsigned numbers of 32. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

/**
 * A fingerprint of a text that changes little where the text does: simhash over shingles of words. M. Charikar,
 * "Similarity Estimation Techniques from Rounding Algorithms", STOC 2002; G. Manku, A. Jain, A. Das Sarma, "Detecting
 * Near-Duplicates for Web Crawling", WWW 2007.
 *
 * The same on every machine and under every version of Unicode: letters are compared by their code units, of which only
 * those of ASCII lose their case. Time is linear in the text, up to {@link MOST_WORDS}.
 */
export function fingerprint(text: string): Fingerprint {
  const votes = new Uint32Array(8 * 256);
  const words = vote(text, votes);
  return words < LEAST_WORDS ? exact(text) : majority(votes);
}

/** Bits in which two fingerprints differ, 0 to 64. */
export function distance(a: Fingerprint, b: Fingerprint): number {
  return countBits(a.high ^ b.high) + countBits(a.low ^ b.low);
}

export function isNear(a: Fingerprint, b: Fingerprint): boolean {
  return distance(a, b) <= NEAR_BITS;
}

/** 16 hex digits, to be stored. */
export function fingerprintText({ high, low }: Fingerprint): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** @returns `undefined` for what {@link fingerprintText} does not write. */
export function parseFingerprint(text: string): Fingerprint | undefined {
  if (!/^[0-9a-f]{16}$/.test(text)) return undefined;
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8), 16) };
}

/**
 * Counts the hashes of all shingles. Of 64 bits each would cost 64 additions; so their bytes are counted, at 8 additions
 * each, and the bits summed up in the end.
 * @param votes how often byte `n` of a hash had value `v`, at `256 n + v`.
 * @returns the words of the text.
 */
function vote(text: string, votes: Uint32Array): number {
  const highs = new Int32Array(SHINGLE_WORDS);
  const lows = new Int32Array(SHINGLE_WORDS);
  let words = 0;
  for (let at = startOfWord(text, 0); at < text.length && words < MOST_WORDS; words += 1) {
    const end = endOfWord(text, at);
    const slot = words % SHINGLE_WORDS;
    highs[slot] = hashWord(text, at, end, 0x811c9dc5);
    lows[slot] = hashWord(text, at, end, 0x9747b28c);
    if (words >= SHINGLE_WORDS - 1) {
      countBytes(votes, 0, hashShingle(highs, slot));
      countBytes(votes, 4, hashShingle(lows, slot));
    }
    at = startOfWord(text, end);
  }
  return words;
}

/** FNV-1a over code units, with the letters of ASCII in lower case. */
function hashWord(text: string, from: number, to: number, seed: number): number {
  let hashed = seed;
  for (let at = from; at < to; at += 1) {
    const unit = text.charCodeAt(at);
    hashed = Math.imul(hashed ^ (unit >= 65 && unit <= 90 ? unit + 32 : unit), 0x01000193);
  }
  return mix(hashed);
}

/** Of the words in a ring whose last one is at `slot`, in their order. */
function hashShingle(ring: Int32Array, slot: number): number {
  let hashed = 0;
  for (let n = 1; n <= SHINGLE_WORDS; n += 1)
    hashed = Math.imul(hashed, 31) + (ring[(slot + n) % SHINGLE_WORDS] ?? 0);
  return mix(hashed);
}

/** The finish of MurmurHash3: each bit of what comes in changes each bit of what goes out in half of all cases. */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function countBytes(votes: Uint32Array, first: number, hashed: number): void {
  for (let byte = 0; byte < 4; byte += 1) {
    const at = (first + byte) * 256 + ((hashed >>> (24 - byte * 8)) & 255);
    votes[at] = (votes[at] ?? 0) + 1;
  }
}

/** Each bit as most hashes have it. */
function majority(votes: Uint32Array): Fingerprint {
  let high = 0;
  let low = 0;
  for (let byte = 0; byte < 8; byte += 1) {
    const bits = majorityOfByte(votes.subarray(byte * 256, byte * 256 + 256));
    if (byte < 4) high = (high << 8) | bits;
    else low = (low << 8) | bits;
  }
  return { high: high >>> 0, low: low >>> 0 };
}

function majorityOfByte(counts: Uint32Array): number {
  let bits = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    let sum = 0;
    for (let value = 0; value < 256; value += 1)
      sum += (value >> bit) & 1 ? (counts[value] ?? 0) : -(counts[value] ?? 0);
    bits = (bits << 1) | (sum > 0 ? 1 : 0);
  }
  return bits;
}

/** Of a short text: two of them have one only if they are equal. */
function exact(text: string): Fingerprint {
  const digits = hash('sha256', text, 'hex');
  return parseFingerprint(digits.slice(0, 16)) ?? { high: 0, low: 0 };
}

/** Sums of neighbouring bits, then of neighbouring sums. */
function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}
