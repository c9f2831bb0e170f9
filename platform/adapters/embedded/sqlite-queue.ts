import path from 'node:path';
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
} from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import type { QueueCalls } from './queue-calls.ts';
import type { MessageRow } from './queue-operations.ts';
import type { QueueNotice } from './queue-watch.ts';
import { Sender } from './queue-sender.ts';
import { StoreThread } from './store-thread.ts';

export interface SqliteQueueOptions {
  /** The data folder; the queues lie in `queues.sqlite` in it. */
  readonly data: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** Receipts that go to the thread in one operation. */
const MAX_RECEIPTS = 1_000;

/**
 * Queues in one SQLite file, for any number of processes of one machine. A change is acknowledged when it is on the disk.
 *
 * A long poll asks once and then waits at the {@link Doorbell}: what this process sends rings it at once, and the thread
 * looks out for other processes while somebody waits.
 */
export class SqliteQueue implements Queue, AsyncDisposable {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #bell: Doorbell;
  readonly #thread: StoreThread<QueueCalls>;
  readonly #sender: Sender;
  /** Queues that the thread looks out for. */
  readonly #watched = new Set<string>();
  #closed = false;

  constructor(options: SqliteQueueOptions) {
    const file = path.resolve(options.data, 'queues.sqlite');
    this.#file = file;
    this.#clock = options.clock;
    this.#bell = new Doorbell(options.clock);
    this.#thread = new StoreThread({
      entry: new URL('./queue-thread.ts', import.meta.url),
      data: { file },
      where: file,
      onNotice: (notice: QueueNotice) => this.#noticed(notice),
    });
    this.#sender = new Sender(this.#thread, options.clock, options.random);
  }

  /** @throws {StoreError} `bad_name` when SQS would not take the name. */
  async create(queue: string): Promise<void> {
    if (!/^[A-Za-z0-9_-]+(?:\.fifo)?$/.test(queue) || queue.length > 80) {
      throw new StoreError(
        'bad_name',
        `"${queue}" cannot name a queue: use letters, digits, "-" and "_", 80 at most, ".fifo" at the end`,
      );
    }
    await this.#thread.call('create', queue);
  }

  async remove(queue: string): Promise<void> {
    while (await this.#thread.call('remove', queue)) continue;
    this.#bell.forget(queue);
  }

  list(prefix: string): Promise<string[]> {
    return this.#thread.call('list', prefix);
  }

  send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    const sent = this.#sender.send(queue, messages);
    // Rung before they are on the disk: who hears it asks in the same commit, behind them.
    for (const delay_ms of new Set(messages.map((message) => message.delay_ms ?? 0)))
      this.#ringAfter(queue, delay_ms);
    return sent;
  }

  /** @throws {StoreError} `store_closed` after a close: an empty answer at once would make who polls spin. */
  async receive(queue: string, options: ReceiveOptions): Promise<Received[]> {
    if (this.#closed) throw new StoreError('store_closed', `${this.#file} was closed in this process`);
    const { signal, wait_ms } = options;
    const deadline_ms = this.#clock.monotonic() + wait_ms;
    for (;;) {
      if (this.#closed || signal?.aborted === true) break;
      const heard = wait_ms > 0 ? this.#bell.rings(queue) : 0;
      const { messages, next_visible_at_ms } = await this.#take(queue, options);
      if (messages.length > 0) {
        // There may be more, for the next who waits.
        if (wait_ms > 0) this.#bell.ring(queue);
        return messages.map((row) => toReceived(row));
      }
      if (this.#clock.monotonic() >= deadline_ms) return [];
      await this.#watch(queue, next_visible_at_ms);
      const timeout_ms = Math.max(0, deadline_ms - this.#clock.monotonic());
      const rung = await this.#bell.wait(queue, heard, { timeout_ms, next_ms: next_visible_at_ms, signal });
      if (!rung) {
        // The next poll looks out anew, should the thread have been replaced in the meantime.
        this.#watched.delete(queue);
        return [];
      }
    }
    // Whoever leaves without having looked passes the ring on.
    if (wait_ms > 0) this.#bell.ring(queue);
    return [];
  }

  async extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    const done = inParts(receipts).map((part) =>
      this.#thread.call('extend', {
        queue,
        receipts: part,
        visibility_ms: Math.ceil(visibility_ms),
        now_ms: this.#now(),
      }),
    );
    this.#ringAfter(queue, visibility_ms);
    await Promise.all(done);
  }

  async delete(queue: string, receipts: readonly string[]): Promise<void> {
    const done = inParts(receipts).map((part) => this.#thread.call('delete', { queue, receipts: part }));
    // The next of a FIFO group may follow now.
    if (isFifo(queue)) this.#ringAfter(queue, 0);
    await Promise.all(done);
  }

  /** Messages of a FIFO group that wait for another one of it count as ready, as they do in SQS. */
  async counts(queue: string): Promise<QueueCounts> {
    return await this.#thread.call('counts', { queue, now_ms: this.#now() }).catch(translate(queue));
  }

  /** At most 1,000; their receipts are empty. */
  async peek(queue: string, max: number): Promise<Received[]> {
    const rows = await this.#thread.call('peek', { queue, max }).catch(translate(queue));
    return rows.map((row) => toReceived(row, ''));
  }

  /** Long polls end empty; what was asked for before is finished. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#bell.close();
    await this.#thread.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #take(queue: string, options: ReceiveOptions) {
    const max = Math.max(1, Math.min(options.max, MAX_BATCH));
    const visibility_ms = Math.ceil(options.visibility_ms);
    return this.#thread
      .call('receive', { queue, max, visibility_ms, now_ms: this.#now() })
      .catch(translate(queue));
  }

  async #watch(queue: string, known_ms: number | null): Promise<void> {
    if (this.#closed || this.#watched.has(queue)) return;
    this.#watched.add(queue);
    await this.#thread.call('watch', { queue, now_ms: this.#now(), known_ms });
  }

  #noticed({ queue }: QueueNotice): void {
    this.#watched.delete(queue);
    this.#bell.ring(queue);
  }

  #ringAfter(queue: string, delay_ms: number): void {
    this.#bell.ring(queue, this.#clock.now() + delay_ms);
  }

  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function toReceived(row: MessageRow, receipt = `${row.seq}.${row.receive_count}`): Received {
  return {
    message_id: row.message_id,
    receipt,
    body: row.body,
    group: row.grp === '' ? undefined : row.grp,
    sent_at_ms: row.sent_at_ms,
    receive_count: row.receive_count,
  };
}

/**
 * Receipts as the thread takes them; those that no queue of ours gave out are passed over. Deliveries count from 1: a 0
 * would stand for a message that nobody has received.
 */
function inParts(receipts: readonly string[]): (readonly [number, number])[][] {
  const parsed = receipts.flatMap((receipt) => {
    const [, seq, count] = /^(\d{1,15})\.([1-9]\d{0,14})$/.exec(receipt) ?? [];
    return seq === undefined ? [] : [[Number(seq), Number(count)] as const];
  });
  const parts = [];
  for (let at = 0; at < parsed.length; at += MAX_RECEIPTS) parts.push(parsed.slice(at, at + MAX_RECEIPTS));
  return parts;
}

function translate(queue: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof StoreError && error.code === 'queue_missing' ? new QueueMissing(queue) : error;
  };
}
