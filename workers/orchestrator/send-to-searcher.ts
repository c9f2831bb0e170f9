import type { MessageOf } from '#messages/registry.ts';
import type { Queue } from '#ports/queue.ts';

/**
 * Sends messages to one searcher, whose queue has this real name.
 * @throws {QueueMissing} when the searcher's queue is gone, and what else the queue throws.
 */
export async function sendToSearcher(
  queue: Queue,
  name: string,
  messages: readonly (MessageOf<'load'> | MessageOf<'unload'>)[],
): Promise<void> {
  await queue.send(
    name,
    messages.map((message) => ({ body: JSON.stringify(message) })),
  );
}
