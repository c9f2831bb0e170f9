import { isFifo, MAX_BODY_BYTES, MAX_DELAY_MS, type Outgoing } from './queue.ts';

/** Why a queue takes no such message, whatever it stands on; undefined when it does. */
export function whyRefused(
  queue: string,
  { body, delay_ms = 0, group = '', dedup_id = '' }: Outgoing,
): string | undefined {
  // No UTF-16 unit takes more than three bytes.
  if (body.length * 3 > MAX_BODY_BYTES) {
    const bytes = Buffer.byteLength(body);
    if (bytes > MAX_BODY_BYTES) return `its body has ${bytes} bytes; at most ${MAX_BODY_BYTES} fit`;
  }
  if (!(delay_ms >= 0 && delay_ms <= MAX_DELAY_MS))
    return `its delay is ${delay_ms} ms; 0 to ${MAX_DELAY_MS} are possible`;
  if (!isFifo(queue)) return undefined;
  if (group === '') return 'a FIFO queue needs a group';
  if (dedup_id === '') return 'a FIFO queue needs a dedup_id';
  return delay_ms > 0 ? 'a FIFO queue takes no delay' : undefined;
}
