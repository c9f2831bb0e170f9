import { type Queue, SendFailed } from '#ports/queue.ts';
import { type Metering, meteredCall } from './metered-call.ts';
import { queueLabel } from './queue-label.ts';
import type { QueueNames } from './queue-names.ts';

/** A queue whose calls are measured, and what is sent counted by queue. */
export function meteredQueue(queue: Queue, metering: Metering, names: QueueNames): Queue {
  const labelOf = queueLabel(names);
  const call = <Result>(operation: keyof Queue, run: () => Promise<Result>): Promise<Result> =>
    meteredCall(metering, 'queue', operation, run);
  const sent = (real: string, messages: number): void => {
    if (messages > 0) metering.metrics.count('sent', { queue: labelOf(real) }, messages);
  };
  return {
    create: (real) => call('create', () => queue.create(real)),
    remove: (real) => call('remove', () => queue.remove(real)),
    list: (prefix) => call('list', () => queue.list(prefix)),
    async send(real, messages) {
      try {
        const ids = await call('send', () => queue.send(real, messages));
        sent(real, ids.length);
        return ids;
      } catch (error) {
        if (error instanceof SendFailed) sent(real, messages.length - error.failed.length);
        throw error;
      }
    },
    receive: (real, options) => call('receive', () => queue.receive(real, options)),
    extend: (real, receipts, visibility_ms) =>
      call('extend', () => queue.extend(real, receipts, visibility_ms)),
    delete: (real, receipts) => call('delete', () => queue.delete(real, receipts)),
    counts: (real) => call('counts', () => queue.counts(real)),
    peek: (real, max) => call('peek', () => queue.peek(real, max)),
  };
}
