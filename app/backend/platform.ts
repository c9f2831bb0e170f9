import type { Logger } from 'pino';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import type { Config } from '#config';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import { meteredObjects } from '#runtime/metered-objects.ts';
import { meteredQueue } from '#runtime/metered-queue.ts';
import { meteredTable } from '#runtime/metered-table.ts';
import { Metrics } from '#runtime/metrics.ts';
import { Outbox } from '#runtime/outbox.ts';
import { type QueueNames, queueNames } from '#runtime/queue-names.ts';
import { type Backend, openBackend } from './open-backend.ts';

/** What everything stands on: the backend, metered, and what goes with it in a process. */
export interface Platform extends Backend {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly names: QueueNames;
  readonly outbox: Outbox;
  readonly metrics: Metrics;
  /** Names this process in its log lines and in the table of processes. */
  readonly process_id: string;
}

/** Opens the backend. */
export async function openPlatform(config: Config, log: Logger): Promise<Platform> {
  const process_id = systemRandom.id();
  const metrics = new Metrics();
  const metering = { metrics, clock: systemClock };
  const backend = await openBackend(config, (call) => metrics.awsRequest(call));
  const names = queueNames(config.prefix);
  const queue = meteredQueue(backend.queue, metering, names);
  return {
    ...backend,
    config,
    log: log.child({ process: process_id }),
    clock: systemClock,
    random: systemRandom,
    process_id,
    queue,
    table: meteredTable(backend.table, metering),
    objects: meteredObjects(backend.objects, metering),
    names,
    metrics,
    outbox: new Outbox({ queue, names, random: systemRandom }),
  };
}
