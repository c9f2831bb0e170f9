import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { temporaryFolder } from '#core/pack/testing/documents.ts';
import { ensureIndex, readIndex } from '#core/tables/indexes.ts';
import { NoRoom } from './local-pack.ts';
import { unlessFull } from './room.ts';
import { UNHEARD } from './testing/handling.ts';

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
  for (const [receive_count, delay_ms] of [
    [1, 2000],
    [2, 4000],
    [6, 60_000],
    [99, 60_000],
  ] as const)
    await expect(
      unlessFull(deps, 'made', { ...UNHEARD, receive_count }, () => Promise.reject(full)),
    ).rejects.toMatchObject({
      name: 'RetryLater',
      message: reason,
      delay_ms,
    });
  expect((await readIndex(deps.table, 'made'))?.waiting).toBe(reason);
  expect((await scratch.list()).map(({ name }) => name)).toEqual([NEW]);
});

it('a packing waits for room for a pack that it has to fetch, and says how much it needs', async () => {
  using place = temporaryFolder();
  const scratch = new SystemScratchFolder({ path: place.path, release: () => undefined }, 3000);
  const deps = { table: new MemoryTable(), clock: new VirtualClock(), scratch };
  const none = new NoRoom({ key: 'packs/made/0-of-1/a.sqlite.zst', bytes: 2 ** 21 + 1 }, 2 ** 21);
  const waits = unlessFull(deps, 'made', UNHEARD, () => Promise.reject(none));
  await expect(waits).rejects.toMatchObject({
    name: 'RetryLater',
    message: 'no room to fetch packs/made/0-of-1/a.sqlite.zst: it needs about 3 MB, and 2 MB are free',
  });
});

it('a packing waits as well where the tables lie on the disk that is full', async () => {
  using place = temporaryFolder();
  const scratch = new SystemScratchFolder({ path: place.path, release: () => undefined }, 3000);
  const full = Object.assign(new Error('no space left'), { code: 'SQLITE_FULL' });
  const table = new (class extends MemoryTable {
    override update = () => Promise.reject(full);
  })();
  const deps = { table, clock: new VirtualClock(), scratch };
  await ensureIndex(table, 'made', { shards: 1 }, 0);
  const lines: string[] = [];
  const heard = pino({}, { write: (line: string) => void lines.push(line) });
  await expect(
    unlessFull(deps, 'made', { ...UNHEARD, log: heard }, () => Promise.reject(full)),
  ).rejects.toMatchObject({
    name: 'RetryLater',
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('why packing waits could not be written');
});

it('what else fails, fails', async () => {
  using place = temporaryFolder();
  const scratch = new SystemScratchFolder({ path: place.path, release: () => undefined }, 3000);
  const deps = { table: new MemoryTable(), clock: new VirtualClock(), scratch };
  const broken = new Error('broken');
  await expect(unlessFull(deps, 'made', UNHEARD, () => Promise.reject(broken))).rejects.toBe(broken);
});
