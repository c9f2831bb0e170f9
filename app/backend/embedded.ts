import { openEmbeddedObjects } from '#adapters/embedded/embedded-objects.ts';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import type { Config } from '#config';
import { queueNames } from '#runtime/queue-names.ts';
import { makeDataFolder } from './data-folder.ts';
import type { Backend } from './open-backend.ts';

/** Queues, tables and objects in files of this machine; what is not there is made. */
export async function openEmbedded({ data, prefix }: Config): Promise<Backend> {
  await makeDataFolder(data);
  const queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });
  const table = new SqliteTable({ data, prefix });
  const objects = openEmbeddedObjects({ data, clock: systemClock });
  for (const name of queueNames(prefix).all) await queue.create(name);
  // A folder that cannot be used says so now, not at the first message.
  await Promise.all([
    table.get('heads', { pk: 'none', sk: 'none' }),
    objects.store.head('content/none'),
    objects.store.head('none'),
  ]);
  return {
    queue,
    table,
    objects: objects.store,
    locate: () => Promise.resolve(`data in ${data}`),
    async close() {
      await Promise.all([queue.close(), table.close(), objects.close()]);
    },
  };
}
