import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdDecompress } from 'node:zlib';
import type { ObjectStore } from '#ports/object-store.ts';
import type { PackRef } from './manifest.ts';
import { CorruptPack } from './pack-errors.ts';

export interface FetchRequest {
  readonly objects: ObjectStore;
  readonly pack: Pick<PackRef, 'key' | 'sha256' | 'bytes'>;
  /** Where the uncompressed file goes; overwritten. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Told of the bytes on disk as they grow. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Streams a pack from the object store to disk, decompressed and hashed on its way, in bounded memory. Not a byte more
 * than declared is written, whatever the object unpacks to.
 * @throws {CorruptPack} when it is not the pack that was asked for; {@link ObjectMissing}; the disk's own errors.
 */
export async function fetchPack({ objects, pack, path, signal, onProgress }: FetchRequest): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* checked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > pack.bytes)
        throw new CorruptPack(pack.key, `it unpacks to more than its ${pack.bytes} bytes`);
      hash.update(chunk);
      yield chunk;
      onProgress?.(bytes);
    }
  }
  try {
    await pipeline(objects.stream(pack.key), unzstd(), checked, createWriteStream(path), { signal });
  } catch (cause) {
    if (isZstdError(cause)) throw new CorruptPack(pack.key, 'it is not whole zstd data', { cause });
    throw cause;
  }
  if (bytes !== pack.bytes)
    throw new CorruptPack(pack.key, `it unpacks to ${bytes} bytes, not ${pack.bytes}`);
  const found = hash.digest('hex');
  if (found !== pack.sha256) throw new CorruptPack(pack.key, `its sha256 is ${found}, not ${pack.sha256}`);
}

function unzstd(): NodeJS.ReadWriteStream {
  // The window is what the decoder keeps in memory: 2^27 bytes at most, as zstd's own tool has it.
  return createZstdDecompress({ chunkSize: 2 ** 18, params: { [constants.ZSTD_d_windowLogMax]: 27 } });
}

function isZstdError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ZSTD_') || code === 'ERR_BUFFER_TOO_LARGE' || code === 'Z_BUF_ERROR';
}
