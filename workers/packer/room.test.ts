import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { temporaryFolder } from '#core/pack/testing/documents.ts';
import { ensureIndex, readIndex } from '#core/tables/indexes.ts';
import { unlessFull } from './room.ts';

const [OLD, NEW] = ['a', 'b'].map((digit) => `${digit.repeat(64)}.sqlite`);

it.each(['ENOSPC', 'SQLITE_FULL'])('a packing that meets a full disk waits: %s', async (code) => {
  using place = temporaryFolder();
  const scratch = new SystemScratchFolder({ path: place.path, release: () => undefined }, 3000);
  const deps = { table: new MemoryTable(), clock: new VirtualClock(), scratch };
  await ensureIndex(deps.table, 'made', { shards: 1 }, 0);
  for (const [name, age_s] of [
    [OLD, 3600],
    [NEW, 1],
  ] as const) {
    const path = join(place.path, String(name));
    await writeFile(path, 'a pack');
    const used_s = deps.clock.now() / 1000 - age_s;
    await utimes(path, used_s, used_s);
  }
  const full = Object.assign(new Error('no space left'), { code });
  const reason = 'the disk of a packer was full while "made" was packed';
  await expect(unlessFull(deps, 'made', () => Promise.reject(full))).rejects.toMatchObject({
    name: 'RetryLater',
    message: reason,
  });
  expect((await readIndex(deps.table, 'made'))?.waiting).toBe(reason);
  expect((await scratch.list()).map(({ name }) => name)).toEqual([NEW]);
});

it('what else fails, fails', async () => {
  using place = temporaryFolder();
  const scratch = new SystemScratchFolder({ path: place.path, release: () => undefined }, 3000);
  const deps = { table: new MemoryTable(), clock: new VirtualClock(), scratch };
  const broken = new Error('broken');
  await expect(unlessFull(deps, 'made', () => Promise.reject(broken))).rejects.toBe(broken);
});
