import { isFifo } from '#ports/queue.ts';
import { type LogicalQueue, QUEUES } from '#messages/message.ts';

/** Real names of the queues under a prefix. */
export interface QueueNames {
  of(queue: LogicalQueue): string;
  /** The queue of one searcher. */
  searcher(searcher_id: string): string;
  /** Where the dead letters of a queue lie, given its real name. */
  dead(real: string): string;
  /** Every queue that is there from the start, dead letters included. */
  readonly all: readonly string[];
}

/** Queues whose messages must be taken in order within an index. */
const FIFO: ReadonlySet<LogicalQueue> = new Set(['pack']);
const SUFFIX = '.fifo';

export function queueNames(prefix: string): QueueNames {
  const of = (queue: LogicalQueue): string => `${prefix}-${queue}${FIFO.has(queue) ? SUFFIX : ''}`;
  const dead = (real: string): string =>
    isFifo(real) ? `${real.slice(0, -SUFFIX.length)}-dead${SUFFIX}` : `${real}-dead`;
  return {
    of,
    dead,
    searcher: (searcher_id) => `${prefix}-searcher-${searcher_id}`,
    all: QUEUES.flatMap((queue) => [of(queue), dead(of(queue))]),
  };
}
