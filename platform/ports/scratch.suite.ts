import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Scratch, ScratchFolder } from './scratch.ts';
import { casesOf, type SkippedCases } from './suite-cases.ts';

/** What {@link Scratch} promises, as tests. `make` is called once; every case uses a purpose of its own. */
export function scratchSuite(
  name: string,
  make: () => Promise<{ scratch: Scratch; dispose: () => Promise<void> }>,
  options: { readonly skip?: SkippedCases } = {},
): void {
  describe(`${name} keeps the promises of Scratch`, () => {
    let scratch: Scratch;
    let dispose: () => Promise<void>;
    beforeAll(async () => ({ scratch, dispose } = await make()));
    afterAll(() => dispose());
    const check = casesOf(options.skip);

    check('a claimed folder is there, absolute, and has room', async () => {
      const folder = await scratch.claim('room');
      expect(path.isAbsolute(folder.path)).toBe(true);
      expect((await stat(folder.path)).isDirectory()).toBe(true);
      expect(await folder.freeBytes()).toBeGreaterThan(0);
      await folder.release();
    });

    check('two claims never share a folder, of one purpose or of two', async () => {
      const folders = [
        await scratch.claim('share'),
        await scratch.claim('share'),
        await scratch.claim('other'),
      ];
      expect(new Set(folders.map((folder) => folder.path)).size).toBe(3);
      for (const folder of folders) await folder.release();
    });

    check('a folder that was released goes to the next with its files', async () => {
      const first = await scratch.claim('keep');
      await writeFile(path.join(first.path, 'pack.sqlite'), 'kept');
      await first.release();
      const next = await scratch.claim('keep');
      expect(await readFile(path.join(next.path, 'pack.sqlite'), 'utf8')).toBe('kept');
      await next.release();
    });

    check('a name is held as long as somebody holds it, whether its file is there or not', async () => {
      const folder = await scratch.claim('hold');
      const [one, other] = [folder.hold('pack.sqlite'), folder.hold('pack.sqlite')];
      one[Symbol.dispose]();
      one[Symbol.dispose]();
      expect([folder.isHeld('pack.sqlite'), folder.isHeld('other.sqlite')]).toEqual([true, false]);
      other[Symbol.dispose]();
      expect(folder.isHeld('pack.sqlite')).toBe(false);
      await folder.release();
    });

    check('a purpose that could leave the folder is refused', async () => {
      for (const purpose of ['', '..', 'a/b', 'A'])
        await expect(scratch.claim(purpose)).rejects.toThrow(Error);
    });

    /** A folder for one case, given back after it. */
    const inFolder = async (
      purpose: string,
      run: (folder: ScratchFolder) => Promise<void>,
    ): Promise<void> => {
      const folder = await scratch.claim(purpose);
      try {
        await run(folder);
      } finally {
        await folder.release();
      }
    };

    check('what was written is read again, and lies at its path', () =>
      inFolder('write', async (folder) => {
        const bytes = createHash('shake256', { outputLength: 2 ** 20 })
          .update('pack')
          .digest();
        await folder.write('pack', chunks(bytes, 10_007));
        const read = await Array.fromAsync(folder.read('pack'));
        expect(Buffer.concat(read).equals(bytes)).toBe(true);
        expect(read.length).toBeGreaterThan(1);
        expect((await readFile(path.join(folder.path, 'pack'))).equals(bytes)).toBe(true);
        await writeFile(path.join(folder.path, 'pack'), 'by a thread');
        expect(await textOf(folder, 'pack')).toBe('by a thread');
      }),
    );

    check('to write a file again leaves nothing of the one before', () =>
      inFolder('anew', async (folder) => {
        await folder.write('pack', chunks(Buffer.from('long ago'), 3));
        await folder.write('pack', chunks(Buffer.from('now'), 3));
        expect(await textOf(folder, 'pack')).toBe('now');
        await folder.write('pack', chunks(Buffer.from(''), 3));
        expect(await textOf(folder, 'pack')).toBe('');
      }),
    );

    check('what the chunks throw comes out of the write, and a part is left', () =>
      inFolder('broken', async (folder) => {
        const trouble = new Error('the store is on fire');
        await expect(
          folder.write(
            'pack',
            chunks(Buffer.from('half'), 2, () => raise(trouble)),
          ),
        ).rejects.toBe(trouble);
        expect(await names(folder)).toEqual(['pack']);
        expect('half'.startsWith(await textOf(folder, 'pack'))).toBe(true);
      }),
    );

    check('the reason of its signal comes out of the write, and nothing is written after that', () =>
      inFolder('abort', async (folder) => {
        const reason = new Error('the worker stops');
        const stop = new AbortController();
        const halfway = chunks(Buffer.from('more'), 2, () => stop.abort(reason));
        const { signal } = stop;
        await expect(folder.write('pack', halfway, { signal })).rejects.toBe(reason);
        await folder.remove('pack');
        await expect(folder.write('pack', chunks(Buffer.from('x'), 1), { signal })).rejects.toBe(reason);
        expect(await names(folder)).toEqual([]);
      }),
    );

    check('chunks are ended when the write of them breaks off', () =>
      inFolder('ended', async (folder) => {
        const stop = new AbortController();
        let ended = false;
        async function* endless(): AsyncGenerator<Uint8Array> {
          try {
            for (let n = 0; ; n++) {
              if (n === 10) stop.abort();
              yield Buffer.from('more');
            }
          } finally {
            ended = true;
          }
        }
        await expect(folder.write('pack', endless(), { signal: stop.signal })).rejects.toThrow(/abort/i);
        expect(ended).toBe(true);
      }),
    );

    check('an abort ends a write at once whose chunks stall', () =>
      inFolder('stalled', async (folder) => {
        for (const given of [0, 1, 3]) {
          const reason = new Error('the worker stops');
          const stop = new AbortController();
          const source = stalling(given);
          const writing = folder.write('pack', source.chunks, { signal: stop.signal });
          await source.stalled;
          expect(source.isEnded()).toBe(false);
          stop.abort(reason);
          await expect(writing).rejects.toBe(reason);
          expect(source.isEnded()).toBe(true);
          await folder.remove('pack');
          // What the chunks throw from now on is nobody's any more.
          source.fail(new Error('the connection is gone'));
          expect(await names(folder)).toEqual([]);
        }
      }),
    );

    check('to read or rename what is not there fails', () =>
      inFolder('missing', async (folder) => {
        await expect(textOf(folder, 'none')).rejects.toThrow(Error);
        await expect(folder.rename('none', 'other')).rejects.toThrow(Error);
        // Nobody reads it, so nothing fails, now or later.
        folder.read('none');
        expect(await names(folder)).toEqual([]);
      }),
    );

    check('a file may be renamed in place of another', () =>
      inFolder('rename', async (folder) => {
        await folder.write('part', chunks(Buffer.from('new'), 3));
        await folder.rename('part', 'pack');
        expect(await names(folder)).toEqual(['pack']);
        await folder.write('part', chunks(Buffer.from('newer'), 3));
        await folder.rename('part', 'pack');
        expect(await names(folder)).toEqual(['pack']);
        expect(await textOf(folder, 'pack')).toBe('newer');
      }),
    );

    check('the list is sorted by name and tells bytes and the time of the last use', () =>
      inFolder('list', async (folder) => {
        expect(await folder.list()).toEqual([]);
        const before_ms = Date.now();
        for (const name of ['b', 'a', 'B', 'a.part', '10', '9'])
          await folder.write(name, chunks(Buffer.from(name), 1));
        const files = await folder.list();
        expect(files.map(({ name }) => name)).toEqual(['10', '9', 'B', 'a', 'a.part', 'b']);
        for (const { name, bytes, used_ms } of files) {
          expect(bytes).toBe(name.length);
          expect(Number.isInteger(used_ms)).toBe(true);
          // File systems tell the time by a clock that lags a few milliseconds.
          expect(Math.abs(used_ms - before_ms)).toBeLessThan(60_000);
        }
      }),
    );

    check('the time of a use is told to the millisecond, also one long before or after', () =>
      inFolder('touch', async (folder) => {
        await folder.write('pack', chunks(Buffer.from('x'), 1));
        for (const used_ms of [0, 1, 999, 1_700_000_000_123, 1_763_700_000_999, 4_000_000_000_001]) {
          expect(await folder.touch('pack', used_ms)).toBe(true);
          expect(await folder.list()).toEqual([{ name: 'pack', bytes: 1, used_ms }]);
        }
        await folder.touch('pack', 5);
        await folder.rename('pack', 'other');
        expect(await folder.list()).toEqual([{ name: 'other', bytes: 1, used_ms: 5 }]);
      }),
    );

    check('a use of what is not there is no use, and makes nothing', () =>
      inFolder('untouched', async (folder) => {
        expect(await folder.touch('none', 1)).toBe(false);
        expect(await names(folder)).toEqual([]);
      }),
    );

    check('a file is removed, a folder with what is in it, and what is not there without trouble', () =>
      inFolder('remove', async (folder) => {
        await mkdir(path.join(folder.path, 'deep', 'er'), { recursive: true });
        await writeFile(path.join(folder.path, 'deep', 'er', 'file'), 'abc');
        await writeFile(path.join(folder.path, 'deep', 'file'), 'de');
        await folder.write('pack', chunks(Buffer.from('x'), 1));
        expect(await folder.list()).toMatchObject([
          { name: 'deep', bytes: 5 },
          { name: 'pack', bytes: 1 },
        ]);
        await folder.remove('deep');
        expect(await names(folder)).toEqual(['pack']);
        await folder.remove('pack');
        await folder.remove('pack');
        expect(await names(folder)).toEqual([]);
      }),
    );

    check('a name that could leave the folder is refused', () =>
      inFolder('names', async (folder) => {
        await folder.write('pack', chunks(Buffer.from('x'), 1));
        for (const name of ['', '.', '..', '../x', 'a/b', '/tmp', 'pack/', '\0']) {
          await expect(folder.touch(name, 1), name).rejects.toThrow(Error);
          await expect(folder.rename(name, 'y'), name).rejects.toThrow(Error);
          await expect(folder.rename('pack', name), name).rejects.toThrow(Error);
          await expect(folder.remove(name), name).rejects.toThrow(Error);
          await expect(textOf(folder, name), name).rejects.toThrow(Error);
          await expect(folder.write(name, chunks(Buffer.from('x'), 1)), name).rejects.toThrow(Error);
        }
        expect(await names(folder)).toEqual(['pack']);
        expect((await stat(folder.path)).isDirectory()).toBe(true);
      }),
    );
  });
}

/** The bytes in pieces; `then` is called after the first. */
async function* chunks(bytes: Uint8Array, size: number, then?: () => void): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
    if (at === 0) then?.();
  }
}

/** Some chunks, and then none and no end, until `fail`; ending it takes as long. */
function stalling(given: number) {
  const stalled = Promise.withResolvers<void>();
  const never = Promise.withResolvers<never>();
  let asked = 0;
  let isEnded = false;
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => {
      asked += 1;
      if (asked <= given) return Promise.resolve({ value: Buffer.from('more') });
      stalled.resolve();
      return never.promise;
    },
    return: () => {
      isEnded = true;
      return never.promise;
    },
  };
  return {
    chunks: { [Symbol.asyncIterator]: () => iterator },
    stalled: stalled.promise,
    isEnded: () => isEnded,
    fail: (error: Error) => never.reject(error),
  };
}

async function textOf(folder: ScratchFolder, name: string): Promise<string> {
  return Buffer.concat(await Array.fromAsync(folder.read(name))).toString();
}

async function names(folder: ScratchFolder): Promise<string[]> {
  return (await folder.list()).map(({ name }) => name);
}

function raise(error: Error): never {
  throw error;
}
