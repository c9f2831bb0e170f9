import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileObjectStore } from '#adapters/embedded/file-object-store.ts';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { listAll } from '#ports/object-store.ts';
import { queryAll } from '#ports/table.ts';
import { startChild } from './child.ts';
import { objectBody, QUEUE, type WriterKind } from './written.ts';

const ROUNDS = 3;

describe('kill -9 at a random moment loses no acknowledged write', { timeout: 60_000 }, () => {
  let data: string;
  beforeAll(async () => {
    data = await mkdtemp(path.join(tmpdir(), 'sitepack-kill-'));
  });
  afterAll(() => rm(data, { recursive: true }));

  /** Runs two writers at once and kills both; what they had acknowledged. */
  const killWriters = async (kind: WriterKind, round: number): Promise<string[]> => {
    const writers = ['a', 'b'].map((writer) =>
      startChild('./writer.ts', [kind, data, `${kind}${round}${writer}`]),
    );
    await Promise.all(writers.map((writer) => writer.written(1)));
    await pause(Math.random() * 250);
    for (const writer of writers) writer.process.kill('SIGKILL');
    for (const writer of writers) expect((await writer.ended()).signal).toBe('SIGKILL');
    return writers.flatMap((writer) => writer.lines);
  };

  test('in a queue', async () => {
    const openQueue = (): SqliteQueue => new SqliteQueue({ data, clock: systemClock, random: systemRandom });
    await using first = openQueue();
    await first.create(QUEUE);
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged = await killWriters('queue', round);
      await using queue = openQueue();
      for (;;) {
        const got = await queue.receive(QUEUE, { max: 10, wait_ms: 0, visibility_ms: 600_000 });
        if (got.length === 0) break;
        for (const { body } of got) {
          expect(seen.has(body)).toBe(false);
          seen.add(body);
        }
        await queue.delete(
          QUEUE,
          got.map((message) => message.receipt),
        );
      }
      expect(acknowledged.filter((id) => !seen.has(id))).toEqual([]);
    }
  });

  test('in a table', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged = await killWriters('table', round);
      await using table = new SqliteTable({ data });
      const found = new Set<string>();
      for (const writer of ['a', 'b']) {
        for await (const row of queryAll(table, 'pages', { pk: `table${round}${writer}` })) found.add(row.sk);
      }
      expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    }
  });

  test('among objects, and no half object is ever seen', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged = await killWriters('objects', round);
      await using store = new FileObjectStore({ data });
      const found = new Set<string>();
      for await (const { key } of listAll(store, `objects${round}`)) {
        const id = key.slice(key.indexOf('/') + 1);
        expect(Buffer.compare((await store.get(key)) ?? new Uint8Array(), objectBody(id))).toBe(0);
        found.add(id);
      }
      expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    }
  });
});
