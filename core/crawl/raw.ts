import { constants, zstdCompressSync } from 'node:zlib';

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

/** One zstd frame: a line of JSON with everything but the body, then the body. Blocks: for threads. */
export function packRaw({ body, ...head }: Raw): Uint8Array {
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
  // With its size known beforehand zstd takes tables that fit, which halves its time for a page.
  const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, pledgedSrcSize: bytes.length };
  // A copy: what zlib returns is the beginning of a larger buffer, all of which would go along to another thread.
  return new Uint8Array(zstdCompressSync(bytes, options));
}
