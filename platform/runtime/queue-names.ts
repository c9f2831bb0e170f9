import { isFifo } from '#ports/queue.ts';
import { type LogicalQueue, QUEUES } from '#messages/message.ts';

/** Real names of the queues under a prefix. */
export interface QueueNames {
  of(queue: LogicalQueue): string;
  /** The queue of one searcher. */
  searcher(searcher_id: string): string;
  /** Where the dead letters of a queue lie, given its real name. */
  dead(real: string): string;
  /** The queues that are there from the start, each with that of its dead letters. */
  readonly work: readonly WorkQueue[];
  /** The same, dead letters included, by their real names. */
  readonly all: readonly string[];
}

/** A queue that workers consume, and where its dead letters lie. */
export interface WorkQueue {
  readonly name: LogicalQueue;
  /** Real name. */
  readonly queue: string;
  /** Real name. */
  readonly dead: string;
}

/** Queues whose messages must be taken in order within an index. */
const FIFO: ReadonlySet<LogicalQueue> = new Set(['pack']);
const SUFFIX = '.fifo';

export function queueNames(prefix: string): QueueNames {
  const of = (queue: LogicalQueue): string => `${prefix}-${queue}${FIFO.has(queue) ? SUFFIX : ''}`;
  const dead = (real: string): string =>
    isFifo(real) ? `${real.slice(0, -SUFFIX.length)}-dead${SUFFIX}` : `${real}-dead`;
  const work = QUEUES.map((name) => ({ name, queue: of(name), dead: dead(of(name)) }));
  return {
    of,
    dead,
    work,
    searcher: (searcher_id) => `${prefix}-searcher-${searcher_id}`,
    all: work.flatMap(({ queue, dead: letters }) => [queue, letters]),
  };
}
