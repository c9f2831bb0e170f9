import type { Clock } from '#ports/clock.ts';
import type { Received } from '#ports/queue.ts';
import type { SqsReceive } from './sqs-receive.ts';

export interface PeekSource {
  receive(request: SqsReceive): Promise<Received[]>;
  handBack(receipts: readonly string[]): Promise<void>;
}

/** As the embedded queues have it. */
const MAX_PEEK = 1_000;
/** Of all bodies together: a thousand of the largest would fill a quarter of a gigabyte. */
const MAX_PEEK_CHARS = 4_000_000;
/** Makes SQS ask all of its machines; without it a round may come back empty although there are messages. */
const WAIT_S = 1;
/** No round begins after this, so that none brings again what the first one had. A hundred rounds take some 5 s. */
const MOST_MS = 20_000;
/** {@link MOST_MS}, and the last round with some retries. After it the messages come back if we are killed. */
const HOLD_S = 30;

/** Looks at messages by receiving them, since SQS has no other way, and hands all of them back. */
export async function peekByReceiving(source: PeekSource, max: number, clock: Clock): Promise<Received[]> {
  const seen = new Map<string, Received>();
  const receipts: string[] = [];
  const limit = Math.min(max, MAX_PEEK);
  const deadline_ms = clock.monotonic() + MOST_MS;
  let chars = 0;
  try {
    while (seen.size < limit && chars < MAX_PEEK_CHARS && clock.monotonic() < deadline_ms) {
      const round = await source.receive({
        max: limit - seen.size,
        wait_s: WAIT_S,
        visibility_s: HOLD_S,
      });
      if (round.length === 0) break;
      for (const received of round) {
        receipts.push(received.receipt);
        seen.set(received.message_id, { ...received, receipt: '' });
        chars += received.body.length;
      }
    }
  } finally {
    await source.handBack(receipts);
  }
  return [...seen.values()].sort((a, b) => a.sent_at_ms - b.sent_at_ms);
}
