import type { Logger } from 'pino';
import type { Message } from '#messages/registry.ts';
import type { Received } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import { type Trace, childOf, parseTraceparent } from './trace.ts';

/** A message that could be read, with what everything that comes of it is known by. */
export interface InHand {
  readonly message: Message;
  /** The message's own id; that of the queue when its sender gave none. */
  readonly id: string;
  /** The trace it came in, or one that begins with it. */
  readonly trace: Trace;
  /** Each line says which message it is about, of which crawl, in which trace. */
  readonly log: Logger;
}

export function inHand(message: Message, received: Received, log: Logger, random: Random): InHand {
  const id = message.id ?? received.message_id;
  const trace = parseTraceparent(message.traceparent) ?? childOf(undefined, random);
  const about = {
    type: message.type,
    message_id: id,
    ...(message.crawl_id === undefined ? {} : { crawl_id: message.crawl_id }),
    trace_id: trace.trace_id,
  };
  let own: Logger | undefined;
  return {
    message,
    id,
    trace,
    // Most messages have nothing to say, and a logger of their own takes longer to make than a trace.
    get log() {
      own ??= log.child(about);
      return own;
    },
  };
}
