import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { queueSuite } from '#ports/queue.suite.ts';
import { SqliteQueue } from './sqlite-queue.ts';

queueSuite(
  'SqliteQueue',
  async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'sitepack-queue-'));
    const queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });
    return {
      queue,
      dispose: async () => {
        await queue.close();
        await rm(data, { recursive: true });
      },
    };
  },
  { tells_oldest: true },
);
