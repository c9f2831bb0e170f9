import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  paginateListQueues,
  type SendMessageBatchRequestEntry,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '#ports/clock.ts';
import {
  isFifo,
  type Outgoing,
  type Queue,
  type QueueCounts,
  QueueMissing,
  type Received,
  type ReceiveOptions,
  SendFailed,
} from '#ports/queue.ts';
import { attributesFor } from './sqs-attributes.ts';
import { SqsCalls } from './sqs-calls.ts';
import { explained, SqsError } from './sqs-errors.ts';
import { toBatches, toSeconds } from './sqs-outgoing.ts';
import { peekByReceiving } from './sqs-peek.ts';
import { receiveOnce, type SqsReceive } from './sqs-receive.ts';
import { awsErrorName } from './aws-errors.ts';

export interface SqsQueueOptions {
  readonly client: SQSClient;
  readonly clock: Clock;
}

/**
 * A long poll is made of requests of this length, since a request that is cut off may have taken messages already: at
 * stop the last one is waited for, 1 s on average. An empty queue costs 1.3 million requests a month and consumer
 * then, 0.52 USD at 0.40 USD a million; requests of SQS's longest, 20 s, would cost 0.05 and hold up every stop by 10 s.
 */
const SLICE_S = 2;
/** Of what is behind a batch that failed on a FIFO queue. */
const HELD_BACK = 'it was not tried, since messages before it could not be sent';
/** What may be left of a wait without one more request being made for it. */
const SLACK_MS = 50;
/** SQS's bound for a visibility, counted from the receive. */
const MAX_VISIBILITY_S = 43_200;
/** SQS's most. */
const LIST_AT_ONCE = 1_000;

/**
 * Queues of Amazon SQS, standard and FIFO. Delays and visibilities are whole seconds there, rounded up here.
 *
 * What SQS does in its own way: counts are approximate and lag by up to a minute; a receive from a FIFO queue may bring
 * several messages of a group, in order; a queue that was removed is listed for up to a minute more, and none of its
 * name can be made meanwhile.
 */
export class SqsQueue implements Queue, AsyncDisposable {
  readonly #client: SQSClient;
  readonly #clock: Clock;
  readonly #calls: SqsCalls;
  #closed = false;

  constructor({ client, clock }: SqsQueueOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#calls = new SqsCalls(client, clock);
  }

  /** @throws {SqsError} `queue_just_removed` within a minute after one of that name was removed. */
  async create(queue: string): Promise<void> {
    const Attributes = attributesFor(queue);
    const command = new CreateQueueCommand({ QueueName: queue, Attributes });
    try {
      await explained(queue, this.#client.send(command));
    } catch (error) {
      // One with other attributes is there: those are nobody's business but of who set them.
      if (awsErrorName(error) !== 'QueueNameExists') throw error;
    }
  }

  async remove(queue: string): Promise<void> {
    try {
      await this.#calls.one(queue, (QueueUrl) => this.#client.send(new DeleteQueueCommand({ QueueUrl })));
    } catch (error) {
      if (!(error instanceof QueueMissing)) throw error;
    }
    this.#calls.forget(queue);
  }

  async list(prefix: string): Promise<string[]> {
    const input = prefix === '' ? {} : { QueueNamePrefix: prefix };
    const pages = paginateListQueues({ client: this.#client, pageSize: LIST_AT_ONCE }, input);
    const urls = (await explained(`${prefix}*`, Array.fromAsync(pages))).flatMap(
      ({ QueueUrls = [] }) => QueueUrls,
    );
    return urls.map((url) => url.slice(url.lastIndexOf('/') + 1)).sort();
  }

  /**
   * Batches of 10 go out side by side; on a FIFO queue one after the other, up to the first that has a failure. An entry
   * that SQS failed to take is sent again, so within a batch a FIFO group may then be out of order, which SQS leaves to
   * the sender.
   */
  async send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    const { batches, failed: refused } = toBatches(queue, messages);
    const failed = [...refused];
    const ids: string[] = [];
    let cause: unknown;
    const sendBatch = async (batch: readonly SendMessageBatchRequestEntry[]): Promise<void> => {
      try {
        const outcome = await this.#calls.batch(queue, batch, (QueueUrl, Entries) =>
          this.#client.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
        );
        for (const [id, { MessageId = '' }] of outcome.done) ids[Number(id)] = MessageId;
        for (const [id, { reason }] of outcome.failed) failed.push({ position: Number(id), reason });
      } catch (error) {
        if (error instanceof QueueMissing) throw error;
        cause ??= error;
        const reason = error instanceof Error ? error.message : String(error);
        failed.push(...batch.map(({ Id }) => ({ position: Number(Id), reason })));
      }
    };
    if (!isFifo(queue)) await Promise.all(batches.map(sendBatch));
    else {
      for (const batch of batches) {
        if (failed.length === refused.length) await sendBatch(batch);
        else failed.push(...batch.map(({ Id }) => ({ position: Number(Id), reason: HELD_BACK })));
      }
    }
    if (failed.length === 0) return ids;
    failed.sort((a, b) => a.position - b.position);
    throw new SendFailed(queue, failed, cause === undefined ? {} : { cause });
  }

  /**
   * An aborted receive ends with the request that is under way, and returns what that brings: nothing is taken and
   * forgotten.
   * @throws {SqsError} `queue_closed` after a close: an empty answer at once would make who polls spin.
   */
  async receive(queue: string, { max, wait_ms, visibility_ms, signal }: ReceiveOptions): Promise<Received[]> {
    if (this.#closed) throw new SqsError('queue_closed', 'the connection to SQS was closed in this process');
    const deadline_ms = this.#clock.monotonic() + wait_ms;
    const visibility_s = toVisibility(visibility_ms);
    for (;;) {
      if (this.#closed || signal?.aborted === true) return [];
      const wait_s = toSlice(deadline_ms - this.#clock.monotonic());
      const received = await this.#poll(queue, { max, wait_s, visibility_s });
      if (received.length > 0 || deadline_ms - this.#clock.monotonic() <= SLACK_MS) return received;
    }
  }

  async extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    const VisibilityTimeout = toVisibility(visibility_ms);
    const entries = receipts.map((ReceiptHandle, at) => ({
      Id: String(at),
      ReceiptHandle,
      VisibilityTimeout,
    }));
    await this.#calls.receipts(queue, entries, (QueueUrl, Entries) =>
      this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
    );
  }

  async delete(queue: string, receipts: readonly string[]): Promise<void> {
    const entries = receipts.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }));
    await this.#calls.receipts(queue, entries, (QueueUrl, Entries) =>
      this.#client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
    );
  }

  /** Approximate. The age of the oldest is a metric of CloudWatch, which is not asked. */
  async counts(queue: string): Promise<QueueCounts> {
    const { Attributes = {} } = await this.#calls.one(queue, (QueueUrl) =>
      this.#client.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesDelayed',
            'ApproximateNumberOfMessagesNotVisible',
          ],
        }),
      ),
    );
    return {
      ready: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      in_flight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  }

  /**
   * Receives and hands back: the messages' receive counts grow by one, others get none of them for a moment, and what is
   * delayed, in others' hands or behind the first of its FIFO group is not seen. At most 1,000; their receipts are empty.
   * It takes a second to know that there are no more.
   */
  async peek(queue: string, max: number): Promise<Received[]> {
    const source = {
      receive: (request: SqsReceive) => this.#poll(queue, request),
      handBack: (receipts: readonly string[]) => this.extend(queue, receipts, 0),
    };
    return peekByReceiving(source, max, this.#clock);
  }

  /** Long polls end, within 2 s; what was asked for before is finished. The client is closed by who opened it. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#calls.idle();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #poll(queue: string, receive: SqsReceive): Promise<Received[]> {
    return receiveOnce(this.#calls, this.#client, queue, receive);
  }
}

/** Length of the next request, with so much left to wait. */
function toSlice(left_ms: number): number {
  return left_ms <= 0 ? 0 : Math.max(1, Math.min(SLICE_S, toSeconds(left_ms - SLACK_MS)));
}

function toVisibility(ms: number): number {
  return Math.min(MAX_VISIBILITY_S, toSeconds(ms));
}
