import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unzstd } from '#adapters/system/unzstd.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import { FaultyObjects } from '#ports/testing/faulty-objects.ts';
import { fetchPack } from './fetch-pack.ts';

const content = createHash('shake256', { outputLength: 2 ** 20 })
  .update('pack')
  .digest();
const key = 'packs/made';
const pack = { key, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };

/** Keeps what is written in memory. */
class MemoryFolder implements Pick<ScratchFolder, 'write'> {
  written: Buffer = Buffer.alloc(0);

  async write(_: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.written = Buffer.alloc(0);
    for await (const chunk of chunks) this.written = Buffer.concat([this.written, chunk]);
  }
}

async function fetched(object: Uint8Array, asked: Partial<typeof pack> = {}) {
  const objects = new FaultyObjects();
  const folder = new MemoryFolder();
  const progress: number[] = [];
  await objects.put(key, object);
  const fetching = fetchPack({
    objects,
    unzstd,
    folder,
    pack: { ...pack, ...asked },
    name: 'part',
    signal: new AbortController().signal,
    onProgress: (bytes) => progress.push(bytes),
  });
  const [outcome] = await Promise.allSettled([fetching]);
  return { outcome, progress, written: folder.written };
}

describe('fetching a pack', () => {
  it('writes what was compressed, and tells how far it is', async () => {
    const { outcome, progress, written } = await fetched(zstdCompressSync(content));
    expect(outcome).toEqual({ status: 'fulfilled', value: undefined });
    expect(written.equals(content)).toBe(true);
    expect(progress.length).toBeGreaterThan(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(content.length);
  });

  it('writes not a byte more than declared', async () => {
    const { outcome, written } = await fetched(zstdCompressSync(content), { bytes: 300_000 });
    expect(outcome).toMatchObject({ reason: { code: 'corrupt_pack' } });
    expect(outcome).toMatchObject({
      reason: { message: expect.stringContaining('it unpacks to more than its 300000 bytes') },
    });
    expect(written.length).toBeLessThanOrEqual(300_000);
  });

  it.each([
    ['shorter than declared', zstdCompressSync(content.subarray(1)), 'it unpacks to 1048575 bytes'],
    ['another of the same length', zstdCompressSync(content.toReversed()), 'its sha256 is'],
    ['no zstd', content, 'it is not whole zstd data'],
    ['empty', new Uint8Array(), 'it is not whole zstd data'],
    ['cut short', zstdCompressSync(content).subarray(0, -1), 'it is not whole zstd data'],
  ])('refuses one that is %s', async (_, object, why) => {
    const { outcome } = await fetched(object);
    expect(outcome).toMatchObject({
      reason: { code: 'corrupt_pack', message: expect.stringContaining(why) },
    });
  });
});
