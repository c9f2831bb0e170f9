import type { Clock } from '#ports/clock.ts';

/** Given as the reason of an abort that is none: without it each would make an error with its stack. */
const WOKEN = 'woken';

interface Door {
  rings: number;
  /** Who waits, longest first. */
  readonly waiters: Set<(rung: boolean) => void>;
  alarm: { readonly at_ms: number; readonly off: AbortController } | undefined;
}

/**
 * Long polls of this process wait here for their queue. A ring wakes the one who has waited longest; who then finds
 * something rings again for the next, so that one message does not wake all of them.
 */
export class Doorbell {
  readonly #clock: Clock;
  /** One per queue that this process polls; {@link forget} drops it. */
  readonly #doors = new Map<string, Door>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rings so far: whoever then finds nothing passes it to {@link wait}, so that no ring in between is lost. */
  rings(queue: string): number {
    return this.#door(queue).rings;
  }

  /** Something may be received now, or at `at_ms` (Unix ms). */
  ring(queue: string, at_ms?: number): void {
    const door = this.#doors.get(queue);
    if (door === undefined) return;
    const delay_ms = at_ms === undefined ? 0 : at_ms - this.#clock.now();
    if (delay_ms > 0) return this.#setAlarm(queue, door, this.#clock.now() + delay_ms, delay_ms);
    door.rings++;
    for (const wake of door.waiters) {
      wake(true);
      return;
    }
  }

  /**
   * Waits for a ring after the `heard` ones, for `timeout_ms` at most.
   * @param next_ms when the next hidden message can be received (Unix ms); rings then.
   * @returns whether it rang.
   */
  wait(
    queue: string,
    heard: number,
    options: { timeout_ms: number; next_ms: number | null; signal: AbortSignal | undefined },
  ): Promise<boolean> {
    const door = this.#door(queue);
    if (door.rings !== heard) return Promise.resolve(true);
    if (options.signal?.aborted === true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const over = new AbortController();
      const wake = (rung: boolean): void => {
        if (!door.waiters.delete(wake)) return;
        over.abort(WOKEN);
        options.signal?.removeEventListener('abort', giveUp);
        if (door.waiters.size === 0) leave(door);
        resolve(rung);
      };
      const giveUp = (): void => wake(false);
      door.waiters.add(wake);
      options.signal?.addEventListener('abort', giveUp);
      if (options.next_ms !== null) this.ring(queue, options.next_ms);
      void this.#clock.sleep(options.timeout_ms, over.signal).then(giveUp);
    });
  }

  /** Wakes everyone who waits for the queue, which is no more. */
  forget(queue: string): void {
    const door = this.#doors.get(queue);
    this.#doors.delete(queue);
    for (const wake of door?.waiters ?? []) wake(true);
  }

  /** Wakes everyone, to find that there is nothing more to wait for. */
  close(): void {
    for (const queue of this.#doors.keys()) this.forget(queue);
  }

  #door(queue: string): Door {
    let door = this.#doors.get(queue);
    if (door === undefined) {
      door = { rings: 0, waiters: new Set(), alarm: undefined };
      this.#doors.set(queue, door);
    }
    return door;
  }

  #setAlarm(queue: string, door: Door, at_ms: number, delay_ms: number): void {
    if (door.waiters.size === 0) {
      // Somebody may just be asking, and get an answer from before: they ask once more, and hear when.
      door.rings++;
      return;
    }
    if (door.alarm !== undefined && door.alarm.at_ms <= at_ms) return;
    door.alarm?.off.abort(WOKEN);
    const off = new AbortController();
    door.alarm = { at_ms, off };
    void this.#ringLater(queue, door, delay_ms, off.signal);
  }

  async #ringLater(queue: string, door: Door, delay_ms: number, off: AbortSignal): Promise<void> {
    await this.#clock.sleep(delay_ms, off);
    if (off.aborted) return;
    door.alarm = undefined;
    this.ring(queue);
  }
}

/** With nobody left to wake, the alarm would only keep the process alive. */
function leave(door: Door): void {
  door.alarm?.off.abort(WOKEN);
  door.alarm = undefined;
}
