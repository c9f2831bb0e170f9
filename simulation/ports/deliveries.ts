import type { Received } from '#ports/queue.ts';

/** Which receipts are good: those of each message's last delivery, until it is deleted. Shared by all lives of a world. */
export class Deliveries {
  readonly #byReceipt = new Map<string, Received>();
  /** Receipt by message. */
  readonly #last = new Map<string, string>();
  readonly #known = new Set<string>();

  /** Messages seen so far. */
  get count(): number {
    return this.#known.size;
  }

  /** Whether a message lies in its queue for the first time; a FIFO queue answers a repeated one with its old id. */
  isNew(message_id: string): boolean {
    if (message_id === '' || this.#known.has(message_id)) return false;
    this.#known.add(message_id);
    return true;
  }

  received(queue: string, message: Received): void {
    const { message_id, receipt } = message;
    const before = this.#last.get(message_id);
    if (before !== undefined) this.#byReceipt.delete(`${queue} ${before}`);
    this.#last.set(message_id, receipt);
    this.#byReceipt.set(`${queue} ${receipt}`, message);
  }

  /** Receipts that are used up now. @returns the messages that are no more by this. */
  deleted(queue: string, receipts: readonly string[]): Received[] {
    return receipts.flatMap((receipt) => {
      const message = this.#byReceipt.get(`${queue} ${receipt}`);
      this.#byReceipt.delete(`${queue} ${receipt}`);
      if (message !== undefined) this.#last.delete(message.message_id);
      return message ?? [];
    });
  }
}
