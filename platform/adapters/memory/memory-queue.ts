import { Doorbell } from '#adapters/shared/doorbell.ts';
import { StoreError } from '#adapters/shared/store-errors.ts';
import type { Clock } from '#ports/clock.ts';
import {
  isFifo,
  MAX_BATCH,
  type Outgoing,
  type Queue,
  type QueueCounts,
  QueueMissing,
  type Received,
  type ReceiveOptions,
  SendFailed,
} from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import { whyRefused } from '#ports/refused-message.ts';
import { type Queued, QueuedMessages } from './queued-messages.ts';

/** What one peek reads at most. */
const MAX_PEEK = 1_000;

/**
 * Queues in memory. Every call takes effect before it returns its promise, so that who calls in a known order gets a known
 * end. Time is the clock's: with a virtual one, delays, visibilities and long polls end when it is advanced.
 */
export class MemoryQueue implements Queue {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #bell: Doorbell;
  readonly #queues = new Map<string, QueuedMessages>();
  /** Counts all messages, so that no receipt fits a message of another queue, or of one that was made anew. */
  #seq = 0;

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = clock;
    this.#random = random;
    this.#bell = new Doorbell(clock);
  }

  /** @throws {StoreError} `bad_name` when SQS would not take the name. */
  async create(queue: string): Promise<void> {
    if (!/^[A-Za-z0-9_-]+(?:\.fifo)?$/.test(queue) || queue.length > 80) {
      throw new StoreError(
        'bad_name',
        `"${queue}" cannot name a queue: use letters, digits, "-" and "_", 80 at most, ".fifo" at the end`,
      );
    }
    if (!this.#queues.has(queue)) this.#queues.set(queue, new QueuedMessages(isFifo(queue)));
  }

  async remove(queue: string): Promise<void> {
    this.#queues.delete(queue);
    this.#bell.forget(queue);
  }

  async list(prefix: string): Promise<string[]> {
    return [...this.#queues.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  async send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    if (messages.length === 0) return [];
    const to = this.#of(queue);
    const failed: { position: number; reason: string }[] = [];
    const ids = messages.map((message, position) => {
      const reason = whyRefused(queue, message);
      if (reason === undefined) return this.#add(to, message);
      failed.push({ position, reason });
      return '';
    });
    for (const delay_ms of new Set(messages.map((message) => message.delay_ms ?? 0)))
      this.#ringAfter(queue, delay_ms);
    if (failed.length > 0) throw new SendFailed(queue, failed);
    return ids;
  }

  async receive(queue: string, { max, wait_ms, visibility_ms, signal }: ReceiveOptions): Promise<Received[]> {
    const most = Math.max(1, Math.min(max, MAX_BATCH));
    const deadline_ms = this.#clock.monotonic() + wait_ms;
    for (;;) {
      if (signal?.aborted === true) break;
      const messages = this.#of(queue);
      const now_ms = this.#now();
      const taken = messages.take(most, now_ms, now_ms + Math.ceil(visibility_ms));
      // There may be more, for the next who waits.
      if (taken.length > 0) this.#bell.ring(queue);
      if (taken.length > 0) return taken.map((message) => toReceived(message));
      const timeout_ms = deadline_ms - this.#clock.monotonic();
      if (timeout_ms <= 0) return [];
      const heard = this.#bell.rings(queue);
      const next_ms = messages.nextVisible(now_ms);
      if (!(await this.#bell.wait(queue, heard, { timeout_ms, next_ms, signal }))) return [];
    }
    // Whoever leaves without having looked passes the ring on.
    this.#bell.ring(queue);
    return [];
  }

  async extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    const visible_at_ms = this.#now() + Math.ceil(visibility_ms);
    for (const message of this.#held(queue, receipts)) message.visible_at_ms = visible_at_ms;
    this.#ringAfter(queue, visibility_ms);
  }

  async delete(queue: string, receipts: readonly string[]): Promise<void> {
    for (const message of this.#held(queue, receipts)) this.#queues.get(queue)?.delete(message);
    // The next of a FIFO group may follow now.
    if (isFifo(queue)) this.#bell.ring(queue);
  }

  async counts(queue: string): Promise<QueueCounts> {
    return this.#of(queue).counts(this.#now());
  }

  /** At most 1,000; their receipts are empty. */
  async peek(queue: string, max: number): Promise<Received[]> {
    const first = this.#of(queue).first(Math.min(max, MAX_PEEK));
    return first.map((message) => toReceived(message, ''));
  }

  #add(to: QueuedMessages, { body, group = '', delay_ms = 0, dedup_id }: Outgoing): string {
    const now_ms = this.#now();
    this.#seq += 1;
    const message: Queued = {
      seq: this.#seq,
      message_id: this.#random.id(),
      body,
      group,
      sent_at_ms: now_ms,
      receive_count: 0,
      visible_at_ms: now_ms + Math.ceil(delay_ms),
    };
    return to.add(message, dedup_id);
  }

  #held(queue: string, receipts: readonly string[]): Queued[] {
    const messages = this.#queues.get(queue);
    return receipts.flatMap((receipt) => messages?.held(receipt) ?? []);
  }

  #of(queue: string): QueuedMessages {
    const messages = this.#queues.get(queue);
    if (messages === undefined) throw new QueueMissing(queue);
    return messages;
  }

  #ringAfter(queue: string, delay_ms: number): void {
    this.#bell.ring(queue, this.#clock.now() + delay_ms);
  }

  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function toReceived(message: Queued, receipt = `${message.seq}.${message.receive_count}`): Received {
  const { message_id, body, group, sent_at_ms, receive_count } = message;
  return {
    message_id,
    receipt,
    body,
    group: group === '' ? undefined : group,
    sent_at_ms,
    receive_count,
  };
}
