import { pino } from 'pino';
import type { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import type { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import type { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import { Metrics } from '#runtime/metrics.ts';
import { Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { RecordedObjects } from './recorded-objects.ts';
import { RecordedQueue } from './recorded-queue.ts';
import { RecordedTable } from './recorded-table.ts';
import type { Recorder } from './recorder.ts';
import type { Participant } from './recorded-diagram.ts';

/** What the participants of a recording share. */
export interface Shared {
  readonly queue: MemoryQueue;
  readonly table: MemoryTable;
  readonly objects: MemoryObjects;
  readonly clock: Clock;
  readonly random: Random;
  readonly recorder: Recorder;
}

export const names = queueNames('sitepack');
const log = pino({ level: 'silent' });

/** The ports as one participant has them: what it does at them is drawn as its doing. */
export function portsOf(who: Participant, shared: Shared) {
  const { clock, random, recorder } = shared;
  const queue = new RecordedQueue(shared.queue, recorder, who);
  const outbox = new Outbox({ queue, names, random });
  const table = new RecordedTable(shared.table, recorder, who, clock);
  const objects = new RecordedObjects(shared.objects, recorder, who);
  return { who, queue, outbox, table, objects, clock, random, recorder, names, log, metrics: new Metrics() };
}
export type Ports = ReturnType<typeof portsOf>;
