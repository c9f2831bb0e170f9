import { constants, gunzipSync } from 'node:zlib';
import { MAX_SITEMAP_BYTES } from './sitemap.ts';

/** Some servers compress what is compressed already. More often than that is a trap. */
const MOST_LAYERS = 2;
/** Tries to find how much of damaged data can be decompressed: that misses by no more than a 65,536th of it. */
const TRIES = 16;

/** A sitemap as it is to be read. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** Why there may be more; absent when this is all. */
  readonly incomplete?: string;
}

/**
 * Decompresses a sitemap if it is compressed (gzip), by its first bytes: neither its name nor its headers can be
 * trusted in that. What cannot be decompressed to its end, or to more than {@link MAX_SITEMAP_BYTES}, is cut there.
 * Blocks: for threads.
 */
export function unpackSitemap(bytes: Uint8Array): Unpacked {
  let left = bytes;
  let incomplete: string | undefined;
  for (let layer = 0; layer < MOST_LAYERS && isGzip(left); layer += 1) {
    const unpacked = gunzip(left);
    left = unpacked.bytes;
    incomplete ??= unpacked.incomplete;
  }
  if (left.length > MAX_SITEMAP_BYTES)
    return { bytes: left.subarray(0, MAX_SITEMAP_BYTES), incomplete: TOO_LARGE };
  return incomplete === undefined ? { bytes: left } : { bytes: left, incomplete };
}

const TOO_LARGE = `it is larger than ${MAX_SITEMAP_BYTES} bytes`;
const DAMAGED = 'its compressed data is damaged or ends early';

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * All of the data, or as much as there is of it. A stream would hand over what it has until it fails, but only bit by
 * bit; one call does not, so the longest beginning that can be decompressed is looked for by halving.
 */
function gunzip(bytes: Uint8Array): Unpacked {
  const whole = attempt(bytes, constants.Z_FINISH);
  if (whole instanceof Uint8Array) return { bytes: whole };
  let best: Uint8Array = new Uint8Array();
  let [good, bad] = [0, bytes.length + 1];
  for (let tries = 0; tries < TRIES && bad - good > 1; tries += 1) {
    // All of it first: mostly only the end is missing.
    const length = tries === 0 ? bytes.length : Math.floor((good + bad) / 2);
    const part = attempt(bytes.subarray(0, length), constants.Z_SYNC_FLUSH);
    if (part instanceof Uint8Array) [best, good] = [part, length];
    else bad = length;
  }
  return { bytes: best, incomplete: whole };
}

/** @returns what was decompressed, or why it could not be. */
function attempt(bytes: Uint8Array, finishFlush: number): Uint8Array | string {
  try {
    return gunzipSync(bytes, { finishFlush, maxOutputLength: MAX_SITEMAP_BYTES });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LARGE : DAMAGED;
  }
}
