import { StoreError } from '#adapters/shared/store-errors.ts';
import type { Clock } from '#ports/clock.ts';
import { isFifo, type Outgoing, QueueMissing, SendFailed } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import { whyRefused } from '#ports/refused-message.ts';
import type { QueueCalls } from './queue-calls.ts';
import type { OutgoingRow } from './queue-sending.ts';
import type { StoreThread } from './store-thread.ts';

/** What one operation carries, so that a send of any length makes no commit of any length. */
const MAX_PART_MESSAGES = 500;
const MAX_PART_CHARS = 1_000_000;

interface Part {
  readonly rows: OutgoingRow[];
  /** Where the rows stood in the list. */
  readonly positions: number[];
  chars: number;
}

interface Failure {
  readonly position: number;
  readonly reason: string;
}

/** Sends lists of messages in parts of bounded size. */
export class Sender {
  readonly #thread: StoreThread<QueueCalls>;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(thread: StoreThread<QueueCalls>, clock: Clock, random: Random) {
    this.#thread = thread;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * @throws {QueueMissing}
   * @throws {SendFailed} after the others were sent.
   */
  async send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    const { parts, failed } = this.#split(queue, messages);
    const now_ms = Math.floor(this.#clock.now());
    const results = await Promise.allSettled(
      parts.map((part) => this.#thread.call('send', { queue, now_ms, messages: part.rows })),
    );
    const ids: string[] = [];
    let cause: unknown;
    for (const [at, result] of results.entries()) {
      const positions = parts[at]?.positions ?? [];
      if (result.status === 'fulfilled') {
        for (const [n, id] of result.value.entries()) ids[positions[n] ?? 0] = id;
        continue;
      }
      if (result.reason instanceof StoreError && result.reason.code === 'queue_missing')
        throw new QueueMissing(queue);
      cause ??= result.reason;
      const reason = result.reason instanceof Error ? result.reason.message : String(result.reason);
      failed.push(...positions.map((position) => ({ position, reason })));
    }
    if (failed.length === 0) return ids;
    throw new SendFailed(
      queue,
      failed.sort((a, b) => a.position - b.position),
      cause === undefined ? {} : { cause },
    );
  }

  #split(queue: string, messages: readonly Outgoing[]): { parts: Part[]; failed: Failure[] } {
    const fifo = isFifo(queue);
    const parts: Part[] = [];
    const failed: Failure[] = [];
    let part: Part | undefined;
    for (const [position, message] of messages.entries()) {
      const reason = whyRefused(queue, message);
      if (reason !== undefined) {
        failed.push({ position, reason });
        continue;
      }
      if (part === undefined || part.rows.length === MAX_PART_MESSAGES || part.chars > MAX_PART_CHARS) {
        part = { rows: [], positions: [], chars: 0 };
        parts.push(part);
      }
      const { body, delay_ms = 0, group = '' } = message;
      part.rows.push([
        this.#random.id(),
        body,
        Math.ceil(delay_ms),
        group,
        fifo ? message.dedup_id : undefined,
      ]);
      part.positions.push(position);
      part.chars += body.length;
    }
    return { parts, failed };
  }
}
