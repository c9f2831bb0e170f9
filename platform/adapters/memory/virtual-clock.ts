import type { Clock } from '#ports/clock.ts';

interface Sleeper {
  readonly due_ms: number;
  readonly wake: () => void;
}

/** A moment like any other: what a run shows of time should not depend on when it is made. */
const START_MS = 1_700_000_000_000;

/** A clock that stands still until it is advanced, which wakes whoever sleeps, in order. */
export class VirtualClock implements Clock {
  readonly #start_ms: number;
  #passed_ms = 0;
  readonly #sleepers = new Set<Sleeper>();

  /** @param start_ms what `now` says at first (Unix ms). */
  constructor(start_ms: number = START_MS) {
    this.#start_ms = start_ms;
  }

  now(): number {
    return this.#start_ms + this.#passed_ms;
  }

  monotonic(): number {
    return this.#passed_ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        due_ms: this.#passed_ms + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
    });
  }

  /** Lets `ms` pass. What the woken ones do at each moment is done before the next. */
  async advance(ms: number): Promise<void> {
    const end_ms = this.#passed_ms + ms;
    do await this.settle();
    while (this.#wakeNext(end_ms));
    this.#passed_ms = end_ms;
    await this.settle();
  }

  /**
   * Lets as much time pass as some work needs.
   * @throws {Error} when the work waits for something that time alone does not bring.
   */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    // Whoever called is told of a failure, by the work itself.
    work.then(end, end);
    for (;;) {
      await this.settle();
      if (ended) return work;
      if (!this.#wakeNext(Infinity)) throw new Error('nobody sleeps, and the work is not done');
    }
  }

  /** Resolves when everything that needs no time is done. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Wakes who is due first, the longest asleep of those who are due at once. @returns false if nobody is by then. */
  #wakeNext(end_ms: number): boolean {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers)
      if (next === undefined || sleeper.due_ms < next.due_ms) next = sleeper;
    if (next === undefined || next.due_ms > end_ms) return false;
    this.#passed_ms = Math.max(this.#passed_ms, next.due_ms);
    next.wake();
    return true;
  }
}
