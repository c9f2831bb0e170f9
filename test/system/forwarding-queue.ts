import type { Outgoing, Queue, QueueCounts, Received, ReceiveOptions } from '#ports/queue.ts';

/** A queue that hands everything on to another one; for tests that change a part of it. */
export class ForwardingQueue implements Queue {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  create(queue: string): Promise<void> {
    return this.#queue.create(queue);
  }

  remove(queue: string): Promise<void> {
    return this.#queue.remove(queue);
  }

  list(prefix: string): Promise<string[]> {
    return this.#queue.list(prefix);
  }

  send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    return this.#queue.send(queue, messages);
  }

  receive(queue: string, options: ReceiveOptions): Promise<Received[]> {
    return this.#queue.receive(queue, options);
  }

  extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    return this.#queue.extend(queue, receipts, visibility_ms);
  }

  delete(queue: string, receipts: readonly string[]): Promise<void> {
    return this.#queue.delete(queue, receipts);
  }

  counts(queue: string): Promise<QueueCounts> {
    return this.#queue.counts(queue);
  }

  peek(queue: string, max: number): Promise<Received[]> {
    return this.#queue.peek(queue, max);
  }
}
