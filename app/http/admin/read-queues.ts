import type { NamedQueue } from '#app/named-queues.ts';
import { type QueueCounts, QueueMissing } from '#ports/queue.ts';
import type { HttpServices } from '../services.ts';
import type { QueueState } from './admin-state.ts';
import { mapConcurrently } from '#app/map-concurrently.ts';

/** How full queues are. One that is gone meanwhile counts as empty. */
export function readQueues(
  { queue }: Pick<HttpServices, 'queue'>,
  named: readonly NamedQueue[],
): Promise<QueueState[]> {
  return mapConcurrently(named, async (each): Promise<QueueState> => {
    const [counts, dead] = await Promise.all([
      countsOf({ queue }, each.queue),
      countsOf({ queue }, each.dead),
    ]);
    const { ready, delayed, in_flight, oldest_sent_at_ms } = counts;
    return {
      name: each.name,
      queue: each.queue,
      ready,
      delayed,
      in_flight,
      oldest_sent_at_ms: oldest_sent_at_ms ?? (ready + in_flight === 0 ? null : 'unknown'),
      // Taken ones too: whoever looks at dead letters takes them for a moment where there is no other way to see them.
      dead: dead.ready + dead.delayed + dead.in_flight,
    };
  });
}

const EMPTY: QueueCounts = { ready: 0, delayed: 0, in_flight: 0 };

async function countsOf({ queue }: Pick<HttpServices, 'queue'>, name: string): Promise<QueueCounts> {
  try {
    return await queue.counts(name);
  } catch (error) {
    if (error instanceof QueueMissing) return EMPTY;
    throw error;
  }
}
