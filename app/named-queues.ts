import type { Queue } from '#ports/queue.ts';
import type { QueueNames } from '#runtime/queue-names.ts';

interface Ports {
  readonly queue: Queue;
  readonly names: QueueNames;
}

/** A queue that somebody works on. */
export interface NamedQueue {
  /** For people: `crawl`, or `searcher` and the beginning of its id. */
  readonly name: string;
  /** As the queue service knows it. */
  readonly queue: string;
  /** Real name of its queue of dead letters. */
  readonly dead: string;
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

/**
 * Real names of the queues of dead letters. They are made from our names: another installation's may begin with our prefix
 * and a hyphen. Some may not be there, and SQS lists one for a minute after it was removed.
 */
export async function deadQueues(ports: Ports): Promise<string[]> {
  return [...ports.names.work, ...(await searcherQueues(ports))].map(({ dead }) => dead);
}
