import type { LogicalQueue } from '#messages/message.ts';
import { isFifo } from '#ports/queue.ts';
import type { HttpServices } from '../services.ts';

/** Puts letters into the queue of dead letters of a worker's queue, as the consume loop does. @returns their ids. */
export async function bury(
  { queue, names }: Pick<HttpServices, 'queue' | 'names'>,
  from: LogicalQueue,
  bodies: readonly string[],
): Promise<string[]> {
  const real = names.of(from);
  await queue.create(real);
  await queue.create(names.dead(real));
  const letters = bodies.map((body, n) => ({
    queue: real,
    message_id: `m${n}`,
    group: 'site.gov',
    code: 'failed',
    reason: `reason ${n}`,
    failures: 5,
    receive_count: 6,
    sent_at_ms: 1,
    died_at_ms: 2,
    body,
  }));
  return queue.send(
    names.dead(real),
    letters.map((letter) => {
      const body = JSON.stringify(letter);
      const { message_id: id } = letter;
      return isFifo(real) ? { body, group: id, dedup_id: id } : { body };
    }),
  );
}
