import { createHash } from 'node:crypto';
import type { ObjectStore } from '#ports/object-store.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import { NotZstd, type Unzstd } from '#ports/unzstd.ts';
import type { PackRef } from './manifest.ts';
import { CorruptPack } from './pack-errors.ts';

export interface FetchRequest {
  readonly objects: ObjectStore;
  readonly unzstd: Unzstd;
  readonly folder: Pick<ScratchFolder, 'write'>;
  readonly pack: Pick<PackRef, 'key' | 'sha256' | 'bytes'>;
  /** Of the uncompressed file in the folder; overwritten. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Told of the bytes on disk as they grow. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Streams a pack from the object store to disk, decompressed and hashed on its way, in bounded memory. Not a byte more
 * than declared is written, whatever the object unpacks to. What breaks off leaves a part of the file.
 * @throws {CorruptPack} when it is not the pack that was asked for; {@link ObjectMissing}; the signal's reason; the
 * disk's own errors.
 */
export async function fetchPack(request: FetchRequest): Promise<void> {
  const { objects, unzstd, folder, pack, name, signal, onProgress } = request;
  const hash = createHash('sha256');
  let bytes = 0;
  async function* checked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
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
    await folder.write(name, checked(unzstd(objects.stream(pack.key))), { signal });
  } catch (cause) {
    if (cause instanceof NotZstd) throw new CorruptPack(pack.key, cause.message, { cause });
    throw cause;
  }
  if (bytes !== pack.bytes)
    throw new CorruptPack(pack.key, `it unpacks to ${bytes} bytes, not ${pack.bytes}`);
  const found = hash.digest('hex');
  if (found !== pack.sha256) throw new CorruptPack(pack.key, `its sha256 is ${found}, not ${pack.sha256}`);
}
