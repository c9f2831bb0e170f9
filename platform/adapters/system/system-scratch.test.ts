import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scratchSuite } from '#ports/scratch.suite.ts';
import { SystemScratch } from './system-scratch.ts';

scratchSuite('SystemScratch', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-scratch-'));
  return { scratch: new SystemScratch({ data }), dispose: () => rm(data, { recursive: true }) };
});

test('two objects on one data folder do not claim the same folder', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-scratch-'));
  const first = await new SystemScratch({ data }).claim('search');
  const second = await new SystemScratch({ data }).claim('search');
  expect(second.path).not.toBe(first.path);
  await first.release();
  await second.release();
  await rm(data, { recursive: true });
});

test('of a budget there is left what does not lie in the folder', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-scratch-'));
  const folder = await new SystemScratch({ data, budget_mb: 1 }).claim('pack');
  expect(await folder.freeBytes()).toBe(2 ** 20);
  await writeFile(path.join(folder.path, 'a'), Buffer.alloc(400_000));
  expect(await folder.freeBytes()).toBe(2 ** 20 - 400_000);
  await writeFile(path.join(folder.path, 'b'), Buffer.alloc(700_000));
  expect(await folder.freeBytes()).toBe(0);
  await folder.release();
  await rm(data, { recursive: true });
});

test('chunks are asked for no faster than the disk takes them', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-scratch-'));
  const folder = await new SystemScratch({ data }).claim('pack');
  const chunk = Buffer.alloc(2 ** 18);
  let ahead_bytes = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let given = 0; given < 2 ** 24; given += chunk.length) {
      const [file] = await folder.list();
      ahead_bytes = Math.max(ahead_bytes, given - (file?.bytes ?? 0));
      yield chunk;
    }
  }
  await folder.write('pack', source());
  expect(await folder.list()).toMatchObject([{ name: 'pack', bytes: 2 ** 24 }]);
  expect(ahead_bytes).toBeLessThanOrEqual(chunk.length);
  await folder.release();
  await rm(data, { recursive: true });
});
