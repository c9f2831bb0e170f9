import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Scratch } from './scratch.ts';
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

    check('a purpose that could leave the folder is refused', async () => {
      for (const purpose of ['', '..', 'a/b', 'A'])
        await expect(scratch.claim(purpose)).rejects.toThrow(Error);
    });
  });
}
