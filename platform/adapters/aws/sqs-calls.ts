import type { BatchResultErrorEntry, SQSClient } from '@aws-sdk/client-sqs';
import PQueue from 'p-queue';
import type { Clock } from '#ports/clock.ts';
import { MAX_BATCH, QueueMissing } from '#ports/queue.ts';
import { type BatchOutcome, settleBatch } from './sqs-batch.ts';
import { explained, SqsError } from './sqs-errors.ts';
import { SqsUrls } from './sqs-urls.ts';

/** Makes one call for the entries of a batch. */
export type BatchCall<Entry, Result> = (
  url: string,
  entries: Entry[],
) => Promise<{ Successful?: Result[] | undefined; Failed?: BatchResultErrorEntry[] | undefined }>;

interface WithId {
  readonly Id: string | undefined;
}

/**
 * Batches under way at once. The client has 64 connections; a consumer's long poll holds one of them all the time, so
 * that a send never waits for a poll to end as long as a process has at most 16 consumers.
 */
const MAX_FLIGHTS = 48;

/** Calls to queues by their names, in batches where there are many. */
export class SqsCalls {
  readonly #clock: Clock;
  readonly #urls: SqsUrls;
  readonly #flights = new PQueue({ concurrency: MAX_FLIGHTS });
  readonly #open = new Set<Promise<unknown>>();

  constructor(client: SQSClient, clock: Clock) {
    this.#clock = clock;
    this.#urls = new SqsUrls(client);
  }

  /**
   * One call to a queue.
   * @throws {QueueMissing}
   */
  one<Result>(queue: string, call: (url: string) => Promise<Result>): Promise<Result> {
    return this.#noted(this.#one(queue, call));
  }

  /** One batch; it waits until there are fewer than {@link MAX_FLIGHTS} others. */
  batch<Entry extends WithId, Result extends WithId>(
    queue: string,
    entries: readonly Entry[],
    call: BatchCall<Entry, Result>,
  ): Promise<BatchOutcome<Result>> {
    const fly = (open: Entry[]) => this.#flights.add(() => this.#one(queue, (url) => call(url, open)));
    return this.#noted(settleBatch(entries, fly, this.#clock));
  }

  /**
   * Does something to received messages. Receipts that are no longer valid are passed over, and all of them when the queue
   * is gone.
   * @throws {SqsError} `batch_failed` after the others were dealt with.
   */
  async receipts<Entry extends WithId>(
    queue: string,
    entries: readonly Entry[],
    call: BatchCall<Entry, WithId>,
  ): Promise<void> {
    const batches = Array.from({ length: Math.ceil(entries.length / MAX_BATCH) }, (_, at) =>
      entries.slice(at * MAX_BATCH, (at + 1) * MAX_BATCH),
    );
    const settled = await Promise.allSettled(batches.map((batch) => this.batch(queue, batch, call)));
    for (const result of settled) {
      if (result.status === 'rejected') {
        if (result.reason instanceof QueueMissing) continue;
        throw result.reason;
      }
      for (const { code, reason } of result.value.failed.values()) {
        if (NO_LONGER_VALID.has(code)) continue;
        throw new SqsError('batch_failed', `messages of "${queue}" could not be deleted or kept: ${reason}`);
      }
    }
  }

  /** The queue is gone. */
  forget(queue: string): void {
    this.#urls.forget(queue);
  }

  /** Resolves when all that was begun has ended, one way or another. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#open);
  }

  async #one<Result>(queue: string, call: (url: string) => Promise<Result>): Promise<Result> {
    const url = await this.#urls.of(queue);
    try {
      return await explained(queue, call(url));
    } catch (error) {
      if (error instanceof QueueMissing) this.#urls.forget(queue);
      throw error;
    }
  }

  async #noted<Result>(call: Promise<Result>): Promise<Result> {
    this.#open.add(call);
    try {
      return await call;
    } finally {
      this.#open.delete(call);
    }
  }
}

/**
 * Of a receipt that was superseded, expired or never given. SQS has no code of its own for one that expired: what we send
 * beside the receipt is in its range, so it is meant by `InvalidParameterValue`, as is a visibility that ends more than 12
 * hours after the receive, of a message that others get then.
 */
const NO_LONGER_VALID: ReadonlySet<string> = new Set([
  'ReceiptHandleIsInvalid',
  'MessageNotInflight',
  'InvalidParameterValue',
]);
