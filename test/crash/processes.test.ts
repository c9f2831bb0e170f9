import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import { SystemScratch } from '#adapters/system/system-scratch.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { startChild } from './child.ts';
import { QUEUE } from './written.ts';

test('several processes on one queue lose no message and share none', { timeout: 60_000 }, async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-processes-'));
  {
    await using queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });
    await queue.create(QUEUE);
    const receivers = [0, 1, 2].map(() => startChild('./receiver.ts', [data]));
    const writers = ['a', 'b'].map((name) => startChild('./writer.ts', ['queue', data, name, '300']));
    for (const writer of writers) expect((await writer.ended()).code).toBe(0);
    const sent = writers.flatMap((writer) => writer.lines);
    const received = (): string[] => receivers.flatMap((receiver) => receiver.lines);
    await expect.poll(() => received().length, { timeout: 20_000 }).toBe(600);
    for (const receiver of receivers) receiver.process.kill('SIGTERM');
    for (const receiver of receivers) expect((await receiver.ended()).code).toBe(0);
    expect(received().sort()).toEqual(sent.sort());
    expect(await queue.counts(QUEUE)).toEqual({ ready: 0, delayed: 0, in_flight: 0 });
  }
  await rm(data, { recursive: true });
});

test(
  'of two processes that write the same row on condition, each row has one winner',
  { timeout: 60_000 },
  async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'sitepack-processes-'));
    {
      await using table = new SqliteTable({ data });
      const racers = [0, 1].map((racer) => startChild('./racer.ts', [data, String(racer), '200']));
      for (const racer of racers) expect((await racer.ended()).code).toBe(0);
      const won = racers.flatMap((racer) => racer.lines);
      expect(won).toHaveLength(200);
      expect(new Set(won).size).toBe(200);
      expect((await table.query('heads', { pk: 'race', limit: 1000 })).rows).toHaveLength(200);
    }
    await rm(data, { recursive: true });
  },
);

test(
  'a scratch folder comes free, with its files, when the process that had it is killed',
  { timeout: 60_000 },
  async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'sitepack-processes-'));
    const child = startChild('./claimer.ts', [data]);
    await child.written(1);
    const scratch = new SystemScratch({ data });
    const beside = await scratch.claim('crash');
    expect(beside.path).not.toBe(child.lines[0]);
    child.process.kill('SIGKILL');
    await child.ended();
    const inherited = await scratch.claim('crash');
    expect(inherited.path).toBe(child.lines[0]);
    await beside.release();
    await inherited.release();
    await rm(data, { recursive: true });
  },
);
