import { createHash } from 'node:crypto';
import type { LogicalQueue } from '#messages/message.ts';
import { BadMessage, type Message, checkMessage, queueOf } from '#messages/registry.ts';
import { type Callback, type Timer, callbackSchema } from '#core/tables/timers.ts';
import { Discard } from '#runtime/worker.ts';

/**
 * Checks a callback when the timer is set, so that what is wrong with it is known before it is lost. It is in the trace of
 * whoever sets the timer unless it has one of its own.
 * @throws {Discard} when it is no message, or not one for that queue.
 */
export function callbackOf(
  queue: LogicalQueue,
  callback_msg: Readonly<Record<string, unknown>>,
  traceparent: string | undefined,
): Callback {
  try {
    const message = checkMessage({ ...(traceparent === undefined ? {} : { traceparent }), ...callback_msg });
    if (queueOf(message.type) !== queue) {
      throw new Discard(`callback_queue is ${queue}, but ${message.type} goes to ${queueOf(message.type)}`);
    }
    return callbackSchema.parse({ queue, message });
  } catch (error) {
    if (error instanceof BadMessage) throw new Discard(`callback_msg: ${error.message}`);
    throw error;
  }
}

/**
 * The message that a firing posts. Its id comes from the firing, so that a FIFO queue drops what is posted twice, and it
 * carries the generation, so that the packer can drop what a queue lets through.
 */
export function callbackMessage(timer: Timer & { callback: Callback }): Message {
  const { index, site, generation } = timer;
  const id = createHash('sha256').update(`${index} ${site} ${generation}`).digest('hex').slice(0, 32);
  return checkMessage({ ...timer.callback.message, id: `timer-${id}`, timer: { index, site, generation } });
}
