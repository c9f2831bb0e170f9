import type { Clock } from '#ports/clock.ts';
import type { LeaseRow } from './lease-row.ts';

/** The lease is another's now, or could not be renewed in time. Whatever it protected must stop. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  readonly code = 'lease_lost';
}

export interface HeldLeaseOptions {
  readonly row: LeaseRow;
  readonly clock: Clock;
  readonly owner: string;
  readonly fence: number;
  readonly sequence: number;
  readonly length_ms: number;
  /** Monotonic; when the write that took it was begun. */
  readonly taken_at_ms: number;
  /** A renewal failed and will be tried again while the lease lasts. */
  readonly onRetry?: (error: unknown) => void;
}

/**
 * A lease in hand. It renews itself every third of its length. It is believed from the start of the last renewal that
 * came through until {@link BELIEVED} of its length is over: the watcher starts counting after that renewal was
 * written, so it cannot take the lease before, as long as the two clocks' rates differ by less than the rest.
 *
 * Between a look at `isHeld` and a write lies time all the same. So a write that must not happen without the lease has
 * `owner` and `fence` among its conditions.
 */
export class HeldLease implements AsyncDisposable {
  readonly owner: string;
  /** Greater than that of every holder before. */
  readonly fence: number;
  /** Aborts once, with a {@link LeaseLost}, when the lease is not believed any more. Not at `release`. */
  readonly lost: AbortSignal;
  readonly #row: LeaseRow;
  readonly #clock: Clock;
  readonly #length_ms: number;
  readonly #onRetry: (error: unknown) => void;
  readonly #lost = new AbortController();
  readonly #end = new AbortController();
  #sequence: number;
  #until_ms: number;
  #failure: unknown;

  /** Use `acquireLease`. */
  constructor(options: HeldLeaseOptions) {
    this.owner = options.owner;
    this.fence = options.fence;
    this.lost = this.#lost.signal;
    this.#row = options.row;
    this.#clock = options.clock;
    this.#length_ms = options.length_ms;
    this.#onRetry = options.onRetry ?? (() => undefined);
    this.#sequence = options.sequence;
    this.#until_ms = options.taken_at_ms + options.length_ms * BELIEVED;
    void this.#keepRenewing();
    void this.#watchEnd();
  }

  /** Whether the lease is believed at this moment. False for good once it was lost or released. */
  isHeld(): boolean {
    if (this.#end.signal.aborted) return false;
    return this.#clock.monotonic() < this.#until_ms;
  }

  /** @throws {LeaseLost} unless it is held at this moment. */
  assertHeld(): void {
    if (!this.isHeld()) throw this.#lost.signal.reason ?? this.#error('ran out or was released');
  }

  /**
   * Gives the lease back, so that the next need not wait for its length. Does nothing if it is held no more. When the
   * write throws, the lease ends by itself after its length.
   */
  async release(): Promise<void> {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    // One renewal may be under way: whatever it writes, the released row differs from it.
    await this.#row.write(
      { owner: '', sequence: this.#sequence + 2 },
      { owner: this.owner, fence: this.fence },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  async #keepRenewing(): Promise<void> {
    let pause_ms = this.#length_ms * RENEW;
    for (;;) {
      await this.#clock.sleep(pause_ms, this.#end.signal);
      // One that slept too long must not renew: somebody acts upon its loss already.
      if (!this.isHeld()) return;
      pause_ms = this.#length_ms * ((await this.#renew()) ? RENEW : RETRY);
    }
  }

  /** @returns whether the renewal came through. */
  async #renew(): Promise<boolean> {
    const start_ms = this.#clock.monotonic();
    const before = { owner: this.owner, fence: this.fence, sequence: this.#sequence };
    const sequence = this.#sequence + 1;
    const renewed =
      (await this.#attempt(() => this.#row.write({ sequence }, before))) ||
      (await this.#attempt(() => this.#cameThrough(sequence)));
    if (!renewed || !this.isHeld()) return false;
    this.#sequence = sequence;
    this.#until_ms = start_ms + this.#length_ms * BELIEVED;
    return true;
  }

  async #attempt(step: () => Promise<boolean>): Promise<boolean> {
    try {
      return await step();
    } catch (error) {
      this.#failure = error;
      this.#onRetry(error);
      return false;
    }
  }

  /** A write that failed or threw may have come through all the same. The row tells, and tells who holds it if not we. */
  async #cameThrough(sequence: number): Promise<boolean> {
    const row = await this.#row.read();
    if (row === undefined) this.#lose('the row is gone');
    else if (row.owner !== this.owner || row.fence !== this.fence)
      this.#lose(`it is held by "${row.owner}" now`);
    else if (row.sequence === sequence) return true;
    else this.#sequence = row.sequence;
    return false;
  }

  /** Beside the renewing, because a renewal may hang. */
  async #watchEnd(): Promise<void> {
    while (!this.#end.signal.aborted) {
      const left_ms = this.#until_ms - this.#clock.monotonic();
      if (left_ms <= 0) this.#lose('it could not be renewed in time');
      else await this.#clock.sleep(left_ms, this.#end.signal);
    }
  }

  #lose(why: string): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#lost.abort(this.#error(why));
  }

  #error(why: string): LeaseLost {
    const options = this.#failure === undefined ? {} : { cause: this.#failure };
    return new LeaseLost(`the lease on ${this.#row.title} (fence ${this.fence}) is lost: ${why}`, options);
  }
}

/** Parts of the length: when to renew, when to try again, and how long to believe. */
const RENEW = 1 / 3;
const RETRY = 1 / 10;
const BELIEVED = 0.9;
