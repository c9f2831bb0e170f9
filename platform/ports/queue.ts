/** A message to be sent. */
export interface Outgoing {
  /** UTF-8 text, at most {@link MAX_BODY_BYTES}. */
  readonly body: string;
  /** How long nobody may receive it, 0 to {@link MAX_DELAY_MS}. FIFO queues refuse a delay, as SQS does. */
  readonly delay_ms?: number;
  /**
   * On a FIFO queue (required): messages of a group are delivered one after the other, in order.
   * On a standard queue (optional): groups are served in turn, so that a big one does not starve a small one.
   */
  readonly group?: string;
  /**
   * FIFO only (required): a second message of the group with the same id within five minutes is accepted and dropped. In
   * another group it may be.
   */
  readonly dedup_id?: string;
}

/** A message in the receiver's hands, until it is deleted or its visibility runs out. */
export interface Received {
  /** Given by the queue when the message was sent; the same at every delivery. */
  readonly message_id: string;
  /** Names this delivery; a later delivery of the same message has another one. */
  readonly receipt: string;
  readonly body: string;
  readonly group: string | undefined;
  /** Unix ms. */
  readonly sent_at_ms: number;
  /** How often it was delivered, this time included. Not a count of failures: a crash or a shutdown counts here too. */
  readonly receive_count: number;
}

export interface ReceiveOptions {
  /** At most this many messages, 1 to {@link MAX_BATCH}. */
  readonly max: number;
  /**
   * How long to wait for the first message. 0 returns at once, and may then miss messages: SQS asks only some of its
   * machines. Whoever must know that there is none waits.
   */
  readonly wait_ms: number;
  /** How long the messages stay hidden from others. */
  readonly visibility_ms: number;
  /**
   * Ends the wait early: messages already taken are returned, otherwise the list is empty. A receive that was
   * aborted takes no message.
   */
  readonly signal?: AbortSignal;
}

export interface QueueCounts {
  /** Can be received now. */
  readonly ready: number;
  /** Wait for their delay to end. */
  readonly delayed: number;
  /** Received, neither deleted nor visible again. */
  readonly in_flight: number;
  /**
   * When the oldest message was sent (Unix ms), of those that are not delayed. Absent when there is none, and when the
   * queue cannot tell.
   */
  readonly oldest_sent_at_ms?: number;
}

/**
 * Named queues with at-least-once delivery, modelled on SQS.
 *
 * A queue whose name ends in `.fifo` is a FIFO queue. Order is promised within a FIFO group alone. Any message may be
 * delivered twice, and late. Every method that changes something resolves only when the change is durable.
 */
export interface Queue {
  /** Makes the queue; does nothing if it exists. */
  create(queue: string): Promise<void>;
  /** Removes the queue with its messages; does nothing if there is none. */
  remove(queue: string): Promise<void>;
  /** Names of the queues that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>;
  /**
   * Sends messages, any number of them; resolves with their message ids, in order.
   * @throws {QueueMissing} when the queue does not exist.
   * @throws {SendFailed} when some could not be sent; it says which. The others were. On a FIFO queue a failure may keep
   *   back what comes after it, so that nothing overtakes; messages that are refused for what they are keep back none.
   */
  send(queue: string, messages: readonly Outgoing[]): Promise<string[]>;
  /** @throws {QueueMissing} */
  receive(queue: string, options: ReceiveOptions): Promise<Received[]>;
  /**
   * Sets anew how long messages stay hidden, counted from now; 0 hands them back. Receipts that are no longer valid
   * are passed over: the message may be delivered to another by then, which every handler must survive anyway.
   */
  extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void>;
  /** Deletes messages for good. Receipts that are no longer valid are passed over. */
  delete(queue: string, receipts: readonly string[]): Promise<void>;
  /** @throws {QueueMissing} */
  counts(queue: string): Promise<QueueCounts>;
  /** Up to `max` messages from the front as they lie there, without receiving them; not for taking work. */
  peek(queue: string, max: number): Promise<Received[]>;
}

/** SQS knows a FIFO queue by its name too. */
export function isFifo(queue: string): boolean {
  return queue.endsWith('.fifo');
}

/**
 * A value as JSON that every queue takes for a body. JSON leaves U+FFFE and U+FFFF as they are, which SQS refuses; in
 * JSON they can stand in strings alone, where an escape means the same.
 */
export function asBody(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16)}`,
  );
}

/** SQS takes bodies up to 1 MiB; we keep the older 256 KiB, which every queue in the field takes. */
export const MAX_BODY_BYTES = 262_144;
/** SQS's bound for a delay. */
export const MAX_DELAY_MS = 900_000;
/** SQS's bound for a batch. */
export const MAX_BATCH = 10;

export class QueueMissing extends Error {
  override readonly name = 'QueueMissing';
  readonly code = 'queue_missing';
  readonly queue: string;
  constructor(queue: string, options?: ErrorOptions) {
    super(
      `there is no queue "${queue}"; run "sitepack setup" on AWS, elsewhere start a worker once: both make the queues. ` +
        'Or check SITEPACK_PREFIX',
      options,
    );
    this.queue = queue;
  }
}

export class SendFailed extends Error {
  override readonly name = 'SendFailed';
  readonly code = 'send_failed';
  /** Positions in the list given to `send` that were not sent, with the reason. */
  readonly failed: readonly { readonly position: number; readonly reason: string }[];
  constructor(
    queue: string,
    failed: readonly { position: number; reason: string }[],
    options?: ErrorOptions,
  ) {
    const first = failed[0];
    super(
      `${failed.length} message(s) were not sent to "${queue}"; the first: ${first?.reason ?? 'no reason given'}`,
      options,
    );
    this.failed = failed;
  }
}
