import { randomFillSync, randomUUID } from 'node:crypto';
import type { Random } from '#ports/random.ts';

/** Crockford's base 32 in lower case: its letters stand in the order of their bytes, and none looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

/** Chance from the operating system, in blocks: a call per id costs more than the id. */
const block = new Uint8Array(4096);
let used = block.length;

function randomBytes(count: number): Uint8Array {
  if (used + count > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += count;
  return block.subarray(used - count, used);
}

let last_ms = -1;
let time = '';
const tail = new Uint8Array(RANDOM_CHARS);

/** The last id's tail plus one; false when it ran over. */
function increment(): boolean {
  for (let at = RANDOM_CHARS - 1; at >= 0; at--) {
    const digit = ((tail[at] ?? 0) + 1) % 32;
    tail[at] = digit;
    if (digit !== 0) return true;
  }
  return false;
}

function begin(ms: number): void {
  last_ms = ms;
  time = '';
  for (let at = 0, rest = ms; at < TIME_CHARS; at++, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time;
  }
  const bytes = randomBytes(RANDOM_CHARS);
  for (let at = 0; at < RANDOM_CHARS; at++) tail[at] = (bytes[at] ?? 0) % 32;
}

/**
 * A ULID (github.com/ulid/spec) in lower case: 48 bits of Unix ms, 80 bits of chance. Ids of one process are strictly
 * increasing, when the clock goes back too: they then go on from the last.
 */
function id(): string {
  const ms = Date.now();
  if (ms > last_ms) begin(ms);
  else if (!increment()) begin(last_ms + 1);
  let text = time;
  for (const digit of tail) text += ALPHABET.charAt(digit);
  return text;
}

/** The operating system's chance. */
export const systemRandom: Random = {
  float() {
    const bytes = randomBytes(8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
    // 53 bits, which is what a double below 1 holds.
    return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) / 2 ** 53;
  },
  id,
  uuid: () => randomUUID(),
};
