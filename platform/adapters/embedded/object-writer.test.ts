import * as fs from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filePath } from './object-path.ts';
import { ObjectWriter } from './object-writer.ts';

vi.mock('node:fs', async (original) => {
  const actual = await original<typeof fs>();
  return { ...actual, mkdirSync: vi.fn<typeof fs.mkdirSync>(actual.mkdirSync) };
});

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sitepack-writer-'));
});
afterEach(async () => {
  vi.mocked(fs.mkdirSync).mockRestore();
  await rm(root, { recursive: true });
});

/** A writer, and the next of its partial files. */
function writer(): ObjectWriter {
  let count = 0;
  return new ObjectWriter(
    root,
    Object.assign(Object.create(null), { next: () => path.join(root, `${(count += 1)}`) }),
  );
}
const put = (if_absent: boolean) => ({ key: 'a/b/c', body: Buffer.from('body'), if_absent });
const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

describe('a folder that another process takes away', () => {
  it.each([true, false])('while it is made is made once more; if absent: %s', async (if_absent) => {
    vi.mocked(fs.mkdirSync).mockImplementationOnce(failing('ENOENT'));
    const writing = writer();
    expect(writing.place(writing.write(put(if_absent)))).toBe(true);
    expect(await readFile(filePath(root, 'a/b/c'), 'utf8')).toBe('body');
  });

  it('again and again is an error', () => {
    vi.mocked(fs.mkdirSync).mockImplementation(failing('ENOENT'));
    const writing = writer();
    const written = writing.write(put(true));
    expect(() => writing.place(written)).toThrow('ENOENT');
    expect(fs.mkdirSync).toHaveBeenCalledTimes(20);
  });
});

it.each([true, false])(
  'a file in the place of a folder is no object that is there; if absent: %s',
  (if_absent) => {
    vi.mocked(fs.mkdirSync).mockImplementation(failing('EEXIST'));
    const writing = writer();
    const written = writing.write(put(if_absent));
    expect(() => writing.place(written)).toThrow('EEXIST');
  },
);

it('an object that was to be absent stays as it was', async () => {
  const writing = writer();
  expect(writing.place(writing.write(put(true)))).toBe(true);
  expect(writing.place(writing.write({ ...put(true), body: Buffer.from('other') }))).toBe(false);
  expect(await readFile(filePath(root, 'a/b/c'), 'utf8')).toBe('body');
  expect(writing.place(writing.write({ ...put(false), body: Buffer.from('other') }))).toBe(true);
  expect(await readFile(filePath(root, 'a/b/c'), 'utf8')).toBe('other');
});
