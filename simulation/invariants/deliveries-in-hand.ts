import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';

interface Delivery {
  readonly by: string;
  readonly message_id: string;
  readonly what: string;
  /** How often it still excuses, and how often it did. */
  left: number;
  used: number;
  /** Virtual ms; set when the life that was given it is over: what that one asked for last may still take effect. */
  until_ms: number;
}

/**
 * Messages that processes were given and are not done with: each time that one is delivered excuses once what it asks for.
 * What is done does not tell by which of several equal requests: when one is done with, it takes with it what was done.
 * What a process had in hand when it died is forgotten when it has started again, but for what may still be on its way.
 */
export class DeliveriesInHand {
  #deliveries: Delivery[] = [];

  /** To be told of every event: hears which deliveries are done with, and which lives are over. */
  on(event: WorldEvent): void {
    const { at_ms } = event;
    if (this.#deliveries.some(({ until_ms }) => until_ms < at_ms))
      this.#deliveries = this.#deliveries.filter(({ until_ms }) => until_ms >= at_ms);
    if (event.type === 'deleted') this.#deleted(event);
    if (event.type !== 'process' || event.change !== 'started') return;
    for (const one of this.#deliveries)
      if (one.by === event.by) one.until_ms = Math.min(one.until_ms, at_ms + LATE_EFFECT_MS);
  }

  /** @param what it asks for. */
  received({ by, message_id }: Pick<EventOf<'received'>, 'by' | 'message_id'>, what: string): void {
    this.#deliveries.push({ by, message_id, what, left: 1, used: 0, until_ms: Infinity });
  }

  /** A process may do once more what it has in hand: it does not know its own work again. */
  again(by: string): void {
    for (const one of this.#deliveries) if (one.by === by) one.left += 1;
  }

  /** Whether a process may do now what it was asked for; by the same delivery it may not a second time. */
  take(by: string, what: string): boolean {
    const free = this.of(by, what).filter(({ left }) => left > 0);
    const delivery = free.find(isAlive) ?? free[0];
    if (delivery === undefined) return false;
    delivery.left -= 1;
    delivery.used += 1;
    return true;
  }

  of(by: string, what: string): readonly Delivery[] {
    return this.#deliveries.filter((one) => one.by === by && one.what === what);
  }

  #deleted({ by, message_id }: EventOf<'deleted'>): void {
    // Who stood still may have one message in hand twice, and be done with one of its deliveries only.
    const mine = this.#deliveries.filter((one) => one.by === by && one.message_id === message_id);
    const done = mine.find(isUsedAlive) ?? mine.find(isAlive) ?? mine[0];
    if (done === undefined) return;
    this.#deliveries = this.#deliveries.filter((one) => one !== done);
    if (done.used > 0) return;
    const other = this.of(by, done.what).find(isUsedAlive);
    if (other === undefined) return;
    other.used -= 1;
    other.left += 1;
  }
}

function isAlive({ until_ms }: Delivery): boolean {
  return until_ms === Infinity;
}

function isUsedAlive(one: Delivery): boolean {
  return isAlive(one) && one.used > 0;
}
