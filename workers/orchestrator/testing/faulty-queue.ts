import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { MAX_BATCH, type Outgoing, type Received } from '#ports/queue.ts';

/** Queues in memory that can be made to fail, and that a test empties in one go. */
export class FaultyQueue extends MemoryQueue {
  /** Awaited before every send; throw to fail. */
  before: () => Promise<void> = () => Promise.resolve();

  override async send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    await this.before();
    return super.send(queue, messages);
  }

  /** What lies there, parsed, and taken away. */
  async take(queue: string): Promise<unknown[]> {
    const bodies: unknown[] = [];
    let batch: Received[];
    do {
      batch = await this.receive(queue, { max: MAX_BATCH, wait_ms: 0, visibility_ms: 1000 });
      bodies.push(...batch.map(({ body }): unknown => JSON.parse(body)));
      await this.delete(
        queue,
        batch.map(({ receipt }) => receipt),
      );
    } while (batch.length > 0);
    return bodies;
  }
}
