import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileObjectStore } from './file-object-store.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'sitepack-objects-'));
});
afterEach(() => rm(data, { recursive: true }));

const body = Buffer.from('body');
const files = (folder: string): Promise<string[]> => readdir(path.join(data, folder), { recursive: true });

test('what one process wrote, another reads and lists at once', async () => {
  await using here = new FileObjectStore({ data });
  await using there = new FileObjectStore({ data });
  await here.put('raw/a', body);
  expect(await there.get('raw/a')).toEqual(new Uint8Array(body));
  expect((await there.list('raw/')).objects).toHaveLength(1);
  expect(await there.putIfAbsent('raw/a', body)).toBe(false);
});

test('two processes that put and delete in the same folders do not trip each other', async () => {
  await using here = new FileObjectStore({ data });
  await using there = new FileObjectStore({ data });
  await Promise.all(
    [here, there].map(async (store, who) => {
      for (let n = 0; n < 100; n++) {
        await store.put(`a/b/c/${who}`, body);
        await store.delete([`a/b/c/${who}`]);
      }
      await store.put(`a/b/c/${who}`, body);
    }),
  );
  expect((await here.list('a/')).objects.map((info) => info.key)).toEqual(['a/b/c/0', 'a/b/c/1']);
});

test('folders that are empty go, and partial files of a process that is gone too', async () => {
  await mkdir(path.join(data, 'partial', '0'), { recursive: true });
  await writeFile(path.join(data, 'partial', '0', '1'), 'half of an object');
  {
    await using store = new FileObjectStore({ data });
    await store.put('a/b/c', body);
    await store.put('a/d', body);
    await store.delete(['a/b/c']);
    expect(await files('objects')).toEqual(['a!', path.join('a!', 'd')]);
    await store.delete(['a/d']);
    expect(await files('objects')).toEqual([]);
  }
  expect((await files('partial')).filter((name) => !name.endsWith('.lock'))).toEqual(['0']);
});

test('files that are none of ours are not listed', async () => {
  await using store = new FileObjectStore({ data });
  await store.put('a/b', body);
  await mkdir(path.join(data, 'objects', 'lost+found'));
  expect((await store.list('')).objects.map((info) => info.key)).toEqual(['a/b']);
});
