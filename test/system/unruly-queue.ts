import type { Outgoing, Queue, Received, ReceiveOptions } from '#ports/queue.ts';
import { ForwardingQueue } from './forwarding-queue.ts';
import type { Seeded } from '../../simulation/kernel/seeded.ts';

export interface Unruliness {
  /** Share of messages that are sent twice. */
  readonly twice: number;
  /** Share of messages that come again after they were deleted. */
  readonly again: number;
  /** Each message of a standard queue is late by up to so much. */
  readonly late_ms: number;
}

/** Deliveries remembered, so that they can come again. */
const MOST_RECEIPTS = 10_000;

/**
 * A queue that takes every liberty that the port leaves it: it delivers twice, late, out of order, and what was deleted
 * once more. In a FIFO queue order stands, but messages come twice there too.
 */
export class UnrulyQueue extends ForwardingQueue {
  readonly #chance: Seeded;
  readonly #how: Unruliness;
  readonly #received = new Map<string, Received>();
  /** What it did, so that a test knows that it did something. */
  readonly done = { twice: 0, again: 0 };

  constructor(queue: Queue, chance: Seeded, how: Unruliness) {
    super(queue);
    this.#chance = chance;
    this.#how = how;
  }

  override async send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    const ids = await super.send(
      queue,
      messages.map((message) => this.#delayed(queue, message)),
    );
    const doubles = messages.filter(() => this.#chance.float() < this.#how.twice);
    await this.#sendAgain(queue, doubles);
    this.done.twice += doubles.length;
    return ids;
  }

  override async receive(queue: string, options: ReceiveOptions): Promise<Received[]> {
    const received = await super.receive(queue, options);
    for (const message of received) this.#received.set(message.receipt, message);
    for (const receipt of this.#received.keys()) {
      if (this.#received.size <= MOST_RECEIPTS) break;
      this.#received.delete(receipt);
    }
    if (!isFifo(queue)) received.sort(() => this.#chance.float() - 0.5);
    return received;
  }

  override async delete(queue: string, receipts: readonly string[]): Promise<void> {
    await super.delete(queue, receipts);
    const returning = receipts
      .map((receipt) => this.#received.get(receipt))
      .filter((message) => message !== undefined && this.#chance.float() < this.#how.again)
      .filter((message) => message !== undefined);
    for (const receipt of receipts) this.#received.delete(receipt);
    await this.#sendAgain(
      queue,
      returning.map(({ body, group }) => ({ body, ...(group === undefined ? {} : { group }) })),
    );
    this.done.again += returning.length;
  }

  async #sendAgain(queue: string, messages: readonly Outgoing[]): Promise<void> {
    if (messages.length === 0) return;
    const copies = messages.map((message) => {
      if (!isFifo(queue)) return this.#delayed(queue, message);
      return { ...message, dedup_id: `again-${this.#chance.whole(2 ** 32)}` };
    });
    await super.send(queue, copies);
  }

  #delayed(queue: string, message: Outgoing): Outgoing {
    if (isFifo(queue)) return message;
    return { ...message, delay_ms: (message.delay_ms ?? 0) + this.#chance.whole(this.#how.late_ms + 1) };
  }
}

function isFifo(queue: string): boolean {
  return queue.endsWith('.fifo');
}
