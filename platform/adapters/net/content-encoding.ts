import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { WebError } from '#ports/web.ts';

/** What is asked for, and understood. */
export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

/** Codings on top of each other; a response has one, and every further one multiplies what a bomb can do. */
const MAX_CODINGS = 2;
/**
 * Bodies up to this size are decompressed at once: a thread's round trip takes longer than a page does. Hostile ones hold
 * up the event loop for as long as `max_bytes` take to write, some ms.
 */
const SYNC_BYTES = 16 * 1024;

interface Decoder {
  sync(bytes: Uint8Array, options: { maxOutputLength: number }): Buffer;
  threaded(bytes: Uint8Array, options: { maxOutputLength: number }): Promise<Buffer>;
}

const GZIP: Decoder = {
  sync: zlib.gunzipSync,
  threaded: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip),
};
const ZLIB: Decoder = {
  sync: zlib.inflateSync,
  threaded: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate),
};
const RAW: Decoder = {
  sync: zlib.inflateRawSync,
  threaded: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw),
};
const BROTLI: Decoder = {
  sync: zlib.brotliDecompressSync,
  threaded: promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
};
const ZSTD: Decoder = {
  sync: zlib.zstdDecompressSync,
  threaded: promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress),
};

/** The codings of a Content-Encoding in the order they were applied, `identity` left out. */
export function codingsOf(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/**
 * Decompresses a body. Output beyond `max_bytes` is not made: a bomb costs as much as an honest page.
 * @throws {WebError} `too_large`, or `bad_encoding` for what cannot be decompressed.
 */
export async function decodeBody(
  bytes: Uint8Array,
  codings: readonly string[],
  max_bytes: number,
): Promise<Uint8Array> {
  if (codings.length > MAX_CODINGS) {
    throw new WebError(
      'bad_encoding',
      `the body has ${codings.length} content codings; at most ${MAX_CODINGS} are undone`,
    );
  }
  let decoded = bytes;
  for (const coding of codings.toReversed()) decoded = await decode(decoded, coding, max_bytes);
  return decoded;
}

async function decode(bytes: Uint8Array, coding: string, max_bytes: number): Promise<Uint8Array> {
  // Answers without content (304, an empty page) may name a coding all the same.
  if (bytes.byteLength === 0) return bytes;
  const decoder = decoderOf(coding, bytes);
  const options = { maxOutputLength: max_bytes };
  try {
    return bytes.byteLength <= SYNC_BYTES
      ? decoder.sync(bytes, options)
      : await decoder.threaded(bytes, options);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new WebError('too_large', `the body is larger than ${max_bytes} bytes once decompressed`, {
        cause,
      });
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WebError(
      'bad_encoding',
      `the body is not the ${coding} that its Content-Encoding says: ${why}`,
      { cause },
    );
  }
}

function decoderOf(coding: string, bytes: Uint8Array): Decoder {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return GZIP;
    case 'deflate':
      // Meant is zlib's format; some servers send the bare stream. Zlib's first byte ends in 8, a bare one's does not.
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? ZLIB : RAW;
    case 'br':
      return BROTLI;
    case 'zstd':
      return ZSTD;
    default:
      throw new WebError(
        'bad_encoding',
        `the content coding "${coding.slice(0, 50)}" is not known, and was not asked for`,
      );
  }
}
