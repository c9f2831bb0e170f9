import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { casesOf, type SkippedCases } from './suite-cases.ts';
import { NotZstd, type Unzstd } from './unzstd.ts';

/** Does not get smaller: half of what goes in is half of what comes out. */
const NOISE = createHash('shake256', { outputLength: 2 ** 22 })
  .update('noise')
  .digest();
const WHOLE = zstdCompressSync(NOISE);

/** What {@link Unzstd} promises, as tests. */
export function unzstdSuite(
  name: string,
  unzstd: Unzstd,
  options: { readonly skip?: SkippedCases } = {},
): void {
  describe(`${name} keeps the promises of Unzstd`, () => {
    const check = casesOf(options.skip);
    const unpack = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> =>
      Buffer.concat(await Array.fromAsync(unzstd(source)));

    check('what was compressed comes out again, however it is cut', async () => {
      expect((await unpack(pieces(WHOLE, WHOLE.length))).equals(NOISE)).toBe(true);
      expect((await unpack(pieces(WHOLE, 10_007))).equals(NOISE)).toBe(true);
      expect((await unpack(pieces(zstdCompressSync('words'), 1))).toString()).toBe('words');
      expect(await unpack(pieces(zstdCompressSync(''), 1))).toHaveLength(0);
    });

    check('pieces come out before the source has ended', async () => {
      const first = Promise.withResolvers<void>();
      async function* waiting(): AsyncGenerator<Uint8Array> {
        yield WHOLE.subarray(0, WHOLE.length / 2);
        await first.promise;
        yield WHOLE.subarray(WHOLE.length / 2);
      }
      let bytes = 0;
      for await (const piece of unzstd(waiting())) {
        first.resolve();
        bytes += piece.length;
      }
      expect(bytes).toBe(NOISE.length);
    });

    check('no piece is large, whatever it unpacks to', async () => {
      let largest = 0;
      for await (const piece of unzstd(pieces(zstdCompressSync(Buffer.alloc(2 ** 24)), 1000)))
        largest = Math.max(largest, piece.length);
      expect(largest).toBeGreaterThan(0);
      expect(largest).toBeLessThanOrEqual(2 ** 20);
    });

    check('a window above 128 MiB is refused', async () => {
      expect(await unpack(pieces(emptyFrame(27), 100))).toHaveLength(0);
      await expect(unpack(pieces(emptyFrame(28), 100))).rejects.toBeInstanceOf(NotZstd);
    });

    check('what is no zstd data, damaged or cut short is refused', async () => {
      const damaged = {
        empty: new Uint8Array(),
        'no zstd': Buffer.from('<!doctype html>'),
        'cut after its magic number': WHOLE.subarray(0, 4),
        'cut in the middle': WHOLE.subarray(0, WHOLE.length / 2),
        'without its last byte': WHOLE.subarray(0, -1),
        'another magic number': WHOLE.map((byte, n) => (n === 0 ? byte ^ 1 : byte)),
      };
      for (const [what, bytes] of Object.entries(damaged))
        await expect(unpack(pieces(bytes, 65_536)), what).rejects.toBeInstanceOf(NotZstd);
    });

    check('what the source throws comes out as it is', async () => {
      const trouble = new Error('the store is on fire');
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield WHOLE.subarray(0, 1000);
        throw trouble;
      }
      await expect(unpack(failing())).rejects.toBe(trouble);
    });

    check('a source of which no more is wanted is ended', async () => {
      const ended = Promise.withResolvers<string>();
      async function* endless(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield WHOLE;
        } finally {
          ended.resolve('ended');
        }
      }
      for await (const piece of unzstd(endless())) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      expect(await ended.promise).toBe('ended');
    });
  });
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A frame without content that asks for a window of 2^`log` bytes (RFC 8878, 3.1.1). */
function emptyFrame(log: number): Uint8Array {
  const descriptor = 0;
  const last_block = [1, 0, 0];
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, (log - 10) << 3, ...last_block]);
}
