import type { Duplex } from 'node:stream';
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
/** Of what is decompressed piece by piece. */
const CHUNK_BYTES = 256 * 1024;

interface Decoder {
  /** @param broken its input ends early, which is no error. */
  stream(broken: boolean): Duplex;
  sync(bytes: Uint8Array, options: { maxOutputLength: number }): Buffer;
  threaded(bytes: Uint8Array, options: { maxOutputLength: number }): Promise<Buffer>;
}

const GZIP: Decoder = {
  stream: (broken) => zlib.createGunzip(flushed(broken, zlib.constants.Z_SYNC_FLUSH)),
  sync: zlib.gunzipSync,
  threaded: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip),
};
const ZLIB: Decoder = {
  stream: (broken) => zlib.createInflate(flushed(broken, zlib.constants.Z_SYNC_FLUSH)),
  sync: zlib.inflateSync,
  threaded: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate),
};
const RAW: Decoder = {
  stream: (broken) => zlib.createInflateRaw(flushed(broken, zlib.constants.Z_SYNC_FLUSH)),
  sync: zlib.inflateRawSync,
  threaded: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw),
};
const BROTLI: Decoder = {
  stream: (broken) => zlib.createBrotliDecompress(flushed(broken, zlib.constants.BROTLI_OPERATION_FLUSH)),
  sync: zlib.brotliDecompressSync,
  threaded: promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
};
const ZSTD: Decoder = {
  stream: (broken) => zlib.createZstdDecompress(flushed(broken, zlib.constants.ZSTD_e_flush)),
  sync: zlib.zstdDecompressSync,
  threaded: promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress),
};

function flushed(broken: boolean, finishFlush: number): { chunkSize: number; finishFlush?: number } {
  return broken ? { chunkSize: CHUNK_BYTES, finishFlush } : { chunkSize: CHUNK_BYTES };
}

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
  checkCount(codings);
  let decoded = bytes;
  for (const coding of codings.toReversed()) decoded = await decode(decoded, coding, max_bytes);
  return decoded;
}

/** A body, or its beginning. */
interface Beginning {
  readonly body: Uint8Array;
  /** There is more of it. */
  readonly cut: boolean;
}

/**
 * Decompresses a body, or what there is of one that was cut, up to `max_bytes`: what comes after that is not made.
 * @throws {WebError} `bad_encoding` for what cannot be decompressed up to there.
 */
export async function decodeBeginning(
  begun: Beginning,
  codings: readonly string[],
  max_bytes: number,
): Promise<Beginning> {
  checkCount(codings);
  let decoded = begun;
  for (const coding of codings.toReversed()) decoded = await decodeUpTo(decoded, coding, max_bytes);
  return decoded;
}

async function decodeUpTo({ body, cut }: Beginning, coding: string, max_bytes: number): Promise<Beginning> {
  if (body.byteLength === 0) return { body, cut };
  const stream = decoderOf(coding, body).stream(cut);
  const chunks: Uint8Array[] = [];
  let left_bytes = max_bytes;
  try {
    stream.end(body);
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, left_bytes));
      left_bytes -= chunk.byteLength;
      if (left_bytes < 0) break;
    }
  } catch (cause) {
    throw badEncoding(coding, cause);
  }
  return { body: Buffer.concat(chunks), cut: cut || left_bytes < 0 };
}

function checkCount(codings: readonly string[]): void {
  if (codings.length <= MAX_CODINGS) return;
  throw new WebError(
    'bad_encoding',
    `the body has ${codings.length} content codings; at most ${MAX_CODINGS} are undone`,
  );
}

function badEncoding(coding: string, cause: unknown): WebError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const what = `the body is not the ${coding} that its Content-Encoding says: ${why}`;
  return new WebError('bad_encoding', what, { cause });
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
    throw badEncoding(coding, cause);
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
