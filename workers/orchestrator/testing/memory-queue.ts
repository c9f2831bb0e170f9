import type { Outgoing, Queue, QueueCounts, Received } from '#ports/queue.ts';
import { QueueMissing } from '#ports/queue.ts';

/** Queues whose messages a test reads as they lie there. Nothing is received: the orchestrator's runtime does that. */
export class MemoryQueue implements Queue {
  readonly bodies = new Map<string, string[]>();
  /** Awaited before every send; throw to fail. */
  before: () => Promise<void> = () => Promise.resolve();

  async create(queue: string): Promise<void> {
    if (!this.bodies.has(queue)) this.bodies.set(queue, []);
  }

  async remove(queue: string): Promise<void> {
    this.bodies.delete(queue);
  }

  async list(prefix: string): Promise<string[]> {
    return [...this.bodies.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  async send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    await this.before();
    const bodies = this.#of(queue);
    return messages.map(({ body }) => `${queue} ${bodies.push(body)}`);
  }

  /** What lies there, parsed, and taken away. */
  take(queue: string): unknown[] {
    return this.#of(queue)
      .splice(0)
      .map((body): unknown => JSON.parse(body));
  }

  async receive(): Promise<Received[]> {
    return [];
  }

  async extend(): Promise<void> {}

  async delete(): Promise<void> {}

  async counts(queue: string): Promise<QueueCounts> {
    return { ready: this.#of(queue).length, delayed: 0, in_flight: 0 };
  }

  async peek(): Promise<Received[]> {
    return [];
  }

  #of(queue: string): string[] {
    const bodies = this.bodies.get(queue);
    if (bodies === undefined) throw new QueueMissing(queue);
    return bodies;
  }
}
