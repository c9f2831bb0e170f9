import type { EventOf } from '../kernel/event.ts';

interface Delivery {
  readonly by: string;
  readonly message_id: string;
  readonly what: string;
  /** How often it still excuses, and how often it did. */
  left: number;
  used: number;
}

/**
 * Messages that processes were given and are not done with: each time that one is delivered excuses once what it asks for.
 * What is done does not tell by which of several equal requests: when one is done with, it takes with it what was done.
 */
export class DeliveriesInHand {
  #deliveries: Delivery[] = [];

  /** @param what it asks for. */
  received({ by, message_id }: Pick<EventOf<'received'>, 'by' | 'message_id'>, what: string): void {
    this.#deliveries.push({ by, message_id, what, left: 1, used: 0 });
  }

  deleted({ by, message_id }: Pick<EventOf<'deleted'>, 'by' | 'message_id'>): void {
    // Who stood still may have one message in hand twice, and be done with one of its deliveries only.
    const mine = this.#deliveries.filter((one) => one.by === by && one.message_id === message_id);
    const done = mine.find(({ used }) => used > 0) ?? mine[0];
    if (done === undefined) return;
    this.#deliveries = this.#deliveries.filter((one) => one !== done);
    if (done.used > 0) return;
    const other = this.of(by, done.what).find(({ used }) => used > 0);
    if (other === undefined) return;
    other.used -= 1;
    other.left += 1;
  }

  /** A process may do once more what it has in hand: it does not know its own work again. */
  again(by: string): void {
    for (const one of this.#deliveries) if (one.by === by) one.left += 1;
  }

  /** Whether a process may do now what it was asked for; by the same delivery it may not a second time. */
  take(by: string, what: string): boolean {
    const delivery = this.of(by, what).find(({ left }) => left > 0);
    if (delivery === undefined) return false;
    delivery.left -= 1;
    delivery.used += 1;
    return true;
  }

  of(by: string, what: string): readonly Delivery[] {
    return this.#deliveries.filter((one) => one.by === by && one.what === what);
  }
}
