import { zstdDecompressSync } from 'node:zlib';
import { NotZstd, type Unzstd } from '#ports/unzstd.ts';

/** Decompresses in one piece. */
export const wholeUnzstd: Unzstd = async function* unzstd(source) {
  const bytes = Buffer.concat(await Array.fromAsync(source));
  let whole: Buffer;
  try {
    // Without its end frame the decoder would wait for more, and the rest is lost.
    whole = zstdDecompressSync(bytes);
  } catch (cause) {
    throw new NotZstd({ cause });
  }
  for (let at = 0; at < whole.length; at += CHUNK_BYTES) yield whole.subarray(at, at + CHUNK_BYTES);
};

const CHUNK_BYTES = 16_384;
