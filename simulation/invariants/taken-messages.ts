import type { WorldEvent } from '../kernel/event.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';

interface Taken {
  readonly by: string;
  /** Queue and id of the message. */
  readonly message: string;
  readonly at_ms: number;
  /** Virtual ms; set when the life that took it is over: what that one wrote last may still come. */
  until_ms: number;
}

/**
 * Knows when processes took messages that they are not done with: each taking is good for one failure. A process may
 * have a message in hand twice, and a failure may be counted long after, by one that stood still. Nobody can tell of
 * which taking it is: it counts as that of the first.
 */
export class TakenMessages {
  #taken: Taken[] = [];
  /** By process and message: the failure of its last taking was counted. */
  readonly #failed = new Set<string>();

  on(event: WorldEvent): void {
    const { at_ms, by } = event;
    if (event.type === 'received') {
      const message = `${event.queue} ${event.message_id}`;
      this.#failed.delete(`${by} ${message}`);
      this.#taken.push({ by, message, at_ms, until_ms: Infinity });
    }
    if (event.type === 'deleted') this.#deleted(by, `${event.queue} ${event.message_id}`);
    if (event.type !== 'process' || event.change !== 'started') return;
    this.#taken = this.#taken.filter(({ until_ms }) => until_ms >= at_ms);
    for (const one of this.#taken)
      if (one.by === by) one.until_ms = Math.min(one.until_ms, at_ms + LATE_EFFECT_MS);
  }

  /**
   * A failure of a process is counted.
   * @param message queue and id.
   * @returns when it took the message, virtual ms; Infinity when it did not have it.
   */
  failed(by: string, message: string, at_ms: number): number {
    const first = this.#of(by, message).find(({ until_ms }) => until_ms >= at_ms);
    this.#failed.add(`${by} ${message}`);
    this.#drop(first);
    return first?.at_ms ?? Infinity;
  }

  /** Receipts are good for the last delivery of a message alone: this one, and no other, is done with. */
  #deleted(by: string, message: string): void {
    if (!this.#failed.delete(`${by} ${message}`)) this.#drop(this.#of(by, message).at(-1));
  }

  #of(by: string, message: string): readonly Taken[] {
    return this.#taken.filter((one) => one.by === by && one.message === message);
  }

  #drop(taken: Taken | undefined): void {
    this.#taken = this.#taken.filter((one) => one !== taken);
  }
}
