import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { FileObjectStore } from '#adapters/embedded/file-object-store.ts';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';

/** The embedded ports in a folder of their own, for one test; disposing closes and deletes all of it. */
export async function embedded() {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-'));
  const names = queueNames('test');
  const queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });
  const table = new SqliteTable({ data });
  const objects = new FileObjectStore({ data });
  for (const name of names.all) await queue.create(name);
  return {
    data,
    names,
    queue,
    table,
    objects,
    clock: systemClock,
    random: systemRandom,
    log: pino({ level: 'silent' }),
    outbox: new Outbox({ queue, names, random: systemRandom }),
    async [Symbol.asyncDispose]() {
      await Promise.all([queue.close(), table.close(), objects.close()]);
      await rm(data, { recursive: true, force: true });
    },
  };
}
