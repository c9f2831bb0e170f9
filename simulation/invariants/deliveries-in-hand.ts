import type { EventOf } from '../kernel/event.ts';

interface Delivery {
  readonly by: string;
  readonly message_id: string;
  readonly what: string;
  isUsed: boolean;
}

/**
 * Messages that processes were given and are not done with: each time that one is delivered excuses once what it asks for.
 * What is done does not tell by which of several equal requests: when one is done with, it takes with it what was done.
 */
export class DeliveriesInHand {
  #deliveries: Delivery[] = [];

  /** @param what it asks for. */
  received({ by, message_id }: Pick<EventOf<'received'>, 'by' | 'message_id'>, what: string): void {
    this.#deliveries.push({ by, message_id, what, isUsed: false });
  }

  deleted({ by, message_id }: Pick<EventOf<'deleted'>, 'by' | 'message_id'>): void {
    const done = this.#deliveries.filter((one) => one.by === by && one.message_id === message_id);
    this.#deliveries = this.#deliveries.filter((one) => !done.includes(one));
    for (const { what } of done.filter(({ isUsed }) => !isUsed)) {
      const used = this.of(by, what).find(({ isUsed }) => isUsed);
      if (used !== undefined) used.isUsed = false;
    }
  }

  /** A process may do once more what it has in hand: it does not know its own work again. */
  again(by: string): void {
    for (const { message_id, what } of this.#deliveries.filter((one) => one.by === by))
      this.received({ by, message_id }, what);
  }

  /** Whether a process may do now what it was asked for; by the same delivery it may not a second time. */
  take(by: string, what: string): boolean {
    const delivery = this.of(by, what).find(({ isUsed }) => !isUsed);
    if (delivery !== undefined) delivery.isUsed = true;
    return delivery !== undefined;
  }

  of(by: string, what: string): readonly Delivery[] {
    return this.#deliveries.filter((one) => one.by === by && one.what === what);
  }
}
