import { QUEUES } from '#messages/message.ts';
import { type QueueCounts, QueueMissing } from '#ports/queue.ts';
import type { HttpServices } from '../services.ts';
import type { QueueState } from './admin-state.ts';
import { inTurns } from './in-turns.ts';

type Ports = Pick<HttpServices, 'queue' | 'names'>;

export interface NamedQueue {
  readonly name: string;
  readonly queue: string;
  /** Real name of its queue of dead letters. */
  readonly dead: string;
}

/** The queues that are there from the start. */
export function workerQueues({ names }: Pick<Ports, 'names'>): NamedQueue[] {
  return QUEUES.map((name) => {
    const queue = names.of(name);
    return { name, queue, dead: names.dead(queue) };
  });
}

/** The queues of searchers, and of those that left dead letters behind. */
export async function searcherQueues({ queue, names }: Ports): Promise<NamedQueue[]> {
  const prefix = names.searcher('');
  const all = (await queue.list(prefix)).map((name) => name.slice(prefix.length).replace(/-dead$/, ''));
  return [...new Set(all)].sort().map((id) => {
    const real = names.searcher(id);
    return { name: `searcher ${id.slice(0, 8)}`, queue: real, dead: names.dead(real) };
  });
}

/** How full queues are. One that is gone meanwhile counts as empty. */
export function readQueues(
  { queue }: Pick<Ports, 'queue'>,
  named: readonly NamedQueue[],
): Promise<QueueState[]> {
  return inTurns(named, async (each): Promise<QueueState> => {
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

async function countsOf({ queue }: Pick<Ports, 'queue'>, name: string): Promise<QueueCounts> {
  try {
    return await queue.counts(name);
  } catch (error) {
    if (error instanceof QueueMissing) return EMPTY;
    throw error;
  }
}
