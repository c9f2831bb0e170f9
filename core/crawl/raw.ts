import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';

/** A response as it came, for reading it again by other rules: the object `raw/<index>/<page>`. */
export interface Raw {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
}

export function rawKey(index: string, page_key: string): string {
  return `raw/${index}/${page_key}`;
}

/**
 * One zstd frame, with a checksum: a line of JSON with everything but the body, then the body. Cookies that the server
 * set are left out: they may let whoever has them in. Blocks: for threads.
 */
export function packRaw({ body, headers, ...head }: Raw): Uint8Array {
  const { 'set-cookie': _, ...kept } = headers;
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, headers: kept })}\n`), body]);
  const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 };
  // With its size known beforehand zstd takes tables that fit, which halves its time for a page.
  const options = { params, pledgedSrcSize: bytes.length };
  // A copy: what zlib returns is the beginning of a larger buffer, all of which would go along to another thread.
  return new Uint8Array(zstdCompressSync(bytes, options));
}

const headSchema = z.object({
  url: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
});

/** What {@link packRaw} made; undefined for what it did not make, or what was damaged since. Blocks: for threads. */
export function unpackRaw(packed: Uint8Array): Raw | undefined {
  let bytes: Buffer;
  try {
    // Ours, and bounded when it was packed.
    bytes = zstdDecompressSync(packed);
  } catch {
    // No zstd frame, or not all of one: damaged, which the caller says.
    return undefined;
  }
  const end = bytes.indexOf('\n');
  const head = headSchema.safeParse(parseJson(bytes.toString('utf8', 0, Math.max(end, 0)))).data;
  return head === undefined ? undefined : { ...head, body: bytes.subarray(end + 1) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Damaged: it has no shape that could be checked.
    return undefined;
  }
}
