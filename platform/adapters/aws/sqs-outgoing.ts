import { createHash } from 'node:crypto';
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { isFifo, MAX_BATCH, type Outgoing } from '#ports/queue.ts';
import { whyRefused } from '#ports/refused-message.ts';

/** A list of messages as SQS takes it. The `Id` of an entry is its position in the list. */
export interface OutgoingBatches {
  readonly batches: readonly (readonly SendMessageBatchRequestEntry[])[];
  /** What SQS would refuse. Found here, since some of it makes SQS refuse the whole batch. */
  readonly failed: readonly { readonly position: number; readonly reason: string }[];
}

/** Of all bodies of a batch together; older queues take bodies of up to a quarter of it. */
const MAX_BATCH_BYTES = 1_048_576;
/** Of a group or deduplication id. */
const MAX_TOKEN_CHARS = 128;

/** Puts messages into as few batches as possible, in their order. */
export function toBatches(queue: string, messages: readonly Outgoing[]): OutgoingBatches {
  const batches: SendMessageBatchRequestEntry[][] = [];
  const failed: { position: number; reason: string }[] = [];
  let batch: SendMessageBatchRequestEntry[] = [];
  let batch_bytes = 0;
  for (const [position, message] of messages.entries()) {
    const reason = whyNot(queue, message);
    if (reason !== undefined) {
      failed.push({ position, reason });
      continue;
    }
    const bytes = Buffer.byteLength(message.body);
    if (batch.length === 0 || batch.length === MAX_BATCH || batch_bytes + bytes > MAX_BATCH_BYTES) {
      batch = [];
      batch_bytes = 0;
      batches.push(batch);
    }
    batch.push(toEntry(message, position, isFifo(queue)));
    batch_bytes += bytes;
  }
  return { batches, failed };
}

/** Why SQS would not take a message, beside what no queue takes. */
function whyNot(queue: string, message: Outgoing): string | undefined {
  const { body } = message;
  if (body === '') return 'its body is empty, which SQS does not take';
  const refused = whyRefused(queue, message);
  if (refused !== undefined) return refused;
  const stranger = NOT_XML.exec(body)?.[0];
  if (stranger === undefined) return undefined;
  const code = stranger.codePointAt(0)?.toString(16).padStart(4, '0');
  return `its body has the character U+${code}, which SQS does not take; escape it, as JSON can`;
}

/** Characters that XML 1.0 does not have: SQS spoke it once, and still takes no others. */
const NOT_XML = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function toEntry(
  { body, delay_ms = 0, group, dedup_id }: Outgoing,
  position: number,
  fifo: boolean,
): SendMessageBatchRequestEntry {
  return {
    Id: String(position),
    MessageBody: body,
    ...(group === undefined || group === '' ? {} : { MessageGroupId: toToken(group) }),
    ...(fifo ? { MessageDeduplicationId: toToken(dedup_id ?? '') } : { DelaySeconds: toSeconds(delay_ms) }),
  };
}

/** Whole seconds, rounded up: never earlier than asked for. */
export function toSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}

/**
 * A text as SQS takes it for a group or a deduplication id: itself, or its SHA-256 where it is too long (hosts have up to
 * 253 characters) or has other characters. What is received then has the hash for its group, which hashes no further.
 */
function toToken(text: string): string {
  if (text.length <= MAX_TOKEN_CHARS && /^[!-~]+$/.test(text)) return text;
  return createHash('sha256').update(text).digest('hex');
}
