import { type Fingerprint, NEAR_BITS, isNear } from './near-duplicate.ts';

const BANDS = NEAR_BITS + 1;
const BAND_VALUES = 2 ** 16;
const NONE = -1;
/**
 * Fingerprints of one band looked at in one search. Of a million pages some 15 have a band in common; who writes pages
 * whose bands are alike makes searches miss some of theirs, and not slow.
 */
const MOST_CANDIDATES = 2048;

/**
 * Finds fingerprints that differ in at most {@link NEAR_BITS} bits. Bits are cut into one band more than may differ, so
 * two near fingerprints have a band in common (Manku et al. 2007, section 3), and only those are compared.
 * 24 bytes are kept of each.
 */
export class NearDuplicateIndex {
  readonly #capacity: number;
  #highs = new Uint32Array(1024);
  #lows = new Uint32Array(1024);
  /** The last fingerprint with a value of a band, and of each the one before it with the same. */
  readonly #last = new Int32Array(BANDS * BAND_VALUES).fill(NONE);
  #before = new Int32Array(BANDS * 1024);
  #size = 0;

  /** @param capacity fingerprints kept at most; those that come after are found near to others, and not kept. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns its number, counted from 0 in the order they are added; `undefined` when there is no room. */
  add({ high, low }: Fingerprint): number | undefined {
    const number = this.#size;
    if (number >= this.#capacity) return undefined;
    if (number === this.#highs.length) this.#grow();
    this.#highs[number] = high;
    this.#lows[number] = low;
    for (let band = 0; band < BANDS; band += 1) {
      const bucket = bucketOf(band, high, low);
      this.#before[number * BANDS + band] = this.#last[bucket] ?? NONE;
      this.#last[bucket] = number;
    }
    this.#size += 1;
    return number;
  }

  /** Numbers of fingerprints near to this one, the first ones first, at most `limit`. */
  near(wanted: Fingerprint, limit: number): number[] {
    const found = new Set<number>();
    for (let band = 0; band < BANDS; band += 1) {
      let number = this.#last[bucketOf(band, wanted.high, wanted.low)] ?? NONE;
      for (let seen = 0; number !== NONE && seen < MOST_CANDIDATES; seen += 1) {
        if (isNear(wanted, this.#at(number))) found.add(number);
        number = this.#before[number * BANDS + band] ?? NONE;
      }
    }
    return [...found].sort((a, b) => a - b).slice(0, limit);
  }

  /**
   * The number of a fingerprint near to this one, other than `except`: that which is met first. The time is bounded,
   * however many are near.
   */
  anyNear(wanted: Fingerprint, except: number): number | undefined {
    for (let band = 0; band < BANDS; band += 1) {
      let number = this.#last[bucketOf(band, wanted.high, wanted.low)] ?? NONE;
      for (let seen = 0; number !== NONE && seen < MOST_CANDIDATES; seen += 1) {
        if (number !== except && isNear(wanted, this.#at(number))) return number;
        number = this.#before[number * BANDS + band] ?? NONE;
      }
    }
    return undefined;
  }

  #at(number: number): Fingerprint {
    return { high: this.#highs[number] ?? 0, low: this.#lows[number] ?? 0 };
  }

  #grow(): void {
    const length = Math.min(this.#capacity, this.#highs.length * 2);
    this.#highs = copied(this.#highs, new Uint32Array(length));
    this.#lows = copied(this.#lows, new Uint32Array(length));
    this.#before = copied(this.#before, new Int32Array(length * BANDS));
  }
}

/** The band `n` of a fingerprint: 16 bits, from the left. */
function bucketOf(band: number, high: number, low: number): number {
  const half = band < 2 ? high : low;
  return band * BAND_VALUES + ((band % 2 === 0 ? half >>> 16 : half) & 0xffff);
}

function copied<Numbers extends Uint32Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
