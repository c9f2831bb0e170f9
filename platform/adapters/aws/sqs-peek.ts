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
/** Longer than the rounds take, so that none brings what one before had; after it they come back if we are killed. */
const HOLD_S = 30;

/**
 * Looks at messages by receiving them, since SQS has no other way, and hands all of them back.
 * @param ready how many there may be: as long as fewer were seen a round waits a moment, which makes SQS ask all of its
 * machines instead of some.
 */
export async function peekByReceiving(source: PeekSource, max: number, ready: number): Promise<Received[]> {
  const seen = new Map<string, Received>();
  const receipts: string[] = [];
  const limit = Math.min(max, MAX_PEEK);
  let chars = 0;
  try {
    while (seen.size < limit && chars < MAX_PEEK_CHARS) {
      const round = await source.receive({
        max: limit - seen.size,
        wait_s: seen.size < ready ? 1 : 0,
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
