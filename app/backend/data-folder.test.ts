import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataFolderUnusable, makeDataFolder } from './data-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sitepack-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('the data folder is made with those above it, and one that is there is taken', async () => {
  const data = path.join(folder, 'deep', 'er');
  for (let times = 0; times < 2; times += 1) await makeDataFolder(data);
  expect((await stat(data)).isDirectory()).toBe(true);
});

it.runIf(existsSync('/proc/self'))('where no folder can be made, none is', async () => {
  await expect(makeDataFolder('/proc/sitepack/data')).rejects.toThrow(DataFolderUnusable);
});

it('what is no folder is refused by the name of its setting', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  for (const data of [file, path.join(file, 'below')]) {
    const refused = makeDataFolder(data);
    await expect(refused).rejects.toThrow(DataFolderUnusable);
    await expect(refused).rejects.toThrow(`the data folder ${data} cannot be used; set SITEPACK_DATA`);
  }
});
