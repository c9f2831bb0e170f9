import type { Clock } from '#ports/clock.ts';
import { MAX_BATCH, type Queue, type Received } from '#ports/queue.ts';
import { MOST_LETTERS } from './dead-letters.ts';

interface Ports {
  readonly queue: Queue;
  readonly clock: Clock;
}

/** Longer than it takes to send a letter again and delete it. */
const HOLD_MS = 30_000;
/** So often what is held is held anew: two may come late. */
const EXTEND_MS = HOLD_MS / 3;
/** SQS asks all of its machines for a receive that waits, and only some of them for one that does not. */
const WAIT_MS = 1000;

/**
 * The letters of one queue in our hands. Those that were looked at and stay are held until the end, so that the next
 * receive brings others.
 */
export class HeldLetters {
  /** Of the queue, the real one. */
  readonly name: string;
  readonly #ports: Ports;
  readonly #receipts = new Set<string>();
  readonly #seen = new Set<string>();
  /** Since when the one that is held longest is held, or held anew. */
  #held_ms = 0;

  constructor(ports: Ports, name: string) {
    this.#ports = ports;
    this.name = name;
  }

  /** Whether as many were seen as are looked at. */
  get full(): boolean {
    return this.#seen.size >= MOST_LETTERS;
  }

  /**
   * Takes some that were not seen yet; none at the end, at the bound, and when the signal ends the wait.
   * @throws {QueueMissing}
   */
  async take(signal: AbortSignal): Promise<Received[]> {
    if (this.full) return [];
    await this.hold();
    const { queue, clock } = this.#ports;
    if (this.#receipts.size === 0) this.#held_ms = clock.monotonic();
    const max = Math.min(MAX_BATCH, MOST_LETTERS - this.#seen.size);
    const received = await queue.receive(this.name, {
      max,
      wait_ms: WAIT_MS,
      visibility_ms: HOLD_MS,
      signal,
    });
    // One that was held for too long all the same comes a second time: it is held again, and passed over.
    for (const { receipt } of received) this.#receipts.add(receipt);
    const fresh = received.filter(({ message_id }) => !this.#seen.has(message_id));
    for (const { message_id } of fresh) this.#seen.add(message_id);
    return fresh;
  }

  /** Holds on to all of them if it is time to. */
  async hold(): Promise<void> {
    const now_ms = this.#ports.clock.monotonic();
    if (this.#receipts.size === 0 || now_ms - this.#held_ms < EXTEND_MS) return;
    this.#held_ms = now_ms;
    await this.#ports.queue.extend(this.name, [...this.#receipts], HOLD_MS);
  }

  /** Deletes letters that were dealt with. */
  async delete(letters: readonly Received[]): Promise<void> {
    const receipts = letters.map(({ receipt }) => receipt);
    if (receipts.length === 0) return;
    await this.#ports.queue.delete(this.name, receipts);
    for (const receipt of receipts) this.#receipts.delete(receipt);
  }

  /** Hands back what is left. */
  async release(): Promise<void> {
    if (this.#receipts.size > 0) await this.#ports.queue.extend(this.name, [...this.#receipts], 0);
    this.#receipts.clear();
  }
}
