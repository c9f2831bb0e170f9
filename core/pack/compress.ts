import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';

export interface CompressRequest {
  readonly path: string;
  readonly out: string;
  /** zstd level, 1 to 19; 3 when absent: higher ones cost more time than they save in bytes. */
  readonly level?: number;
}

/** Compresses a pack with zstd, in bounded memory. The frame tells the size, so that a reader knows it beforehand. */
export async function compressPack({
  path,
  out,
  level = 3,
}: CompressRequest): Promise<{ compressed_bytes: number }> {
  const zstd = createZstdCompress({
    chunkSize: CHUNK_BYTES,
    pledgedSrcSize: statSync(path).size,
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  await pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), zstd, createWriteStream(out));
  return { compressed_bytes: statSync(out).size };
}

// Read and written in the same pieces each time: where zstd ends a block depends on them.
const CHUNK_BYTES = 2 ** 18;
