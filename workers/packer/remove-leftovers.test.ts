import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { removeLeftovers } from './remove-leftovers.ts';

it('deletes what was left unfinished and keeps finished packs', async () => {
  const path = await mkdtemp(join(tmpdir(), 'sitepack-leftovers-'));
  const pack = `${'0a'.repeat(32)}.sqlite`;
  const left = [
    'building-x.sqlite',
    'building-x.sqlite.assembling',
    'building-x.sqlite.zst',
    'staging-y-0-of-2.sqlite',
    'near-z.sqlite',
    `${pack}.z.part`,
  ];
  for (const name of [pack, ...left]) await writeFile(join(path, name), 'x');
  await mkdir(join(path, 'folder'));
  await removeLeftovers(new SystemScratchFolder({ path, release: () => undefined }));
  expect(await readdir(path)).toEqual([pack]);
  await rm(path, { recursive: true });
});
