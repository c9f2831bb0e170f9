import { pino } from 'pino';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import type { Platform } from '#app/backend/platform.ts';
import { readConfig } from '#config';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { Metrics } from '#runtime/metrics.ts';
import { Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';

/** A platform in memory, with its queues made. */
export async function memoryPlatform(): Promise<Platform> {
  const clock = new VirtualClock();
  const random = new CountingRandom();
  const config = readConfig({});
  const names = queueNames(config.prefix);
  const queue = new MemoryQueue({ clock, random });
  for (const name of names.all) await queue.create(name);
  return {
    queue,
    table: new MemoryTable(),
    objects: new MemoryObjects({ clock }),
    locate: () => Promise.resolve('memory'),
    close: () => Promise.resolve(),
    config,
    log: pino({ level: 'silent' }),
    clock,
    random,
    names,
    outbox: new Outbox({ queue, names, random }),
    metrics: new Metrics(),
    process_id: 'process-1',
  };
}
