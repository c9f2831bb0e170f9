import type { Clock } from '#ports/clock.ts';

interface Sleeper {
  readonly due_ms: number;
  readonly wake: () => void;
}

/** A clock for tests: time stands still until `advance`, which wakes whoever sleeps, in order. */
export class VirtualClock implements Clock {
  #now_ms = 0;
  #sleepers: Sleeper[] = [];

  now(): number {
    return 1_700_000_000_000 + this.#now_ms;
  }

  monotonic(): number {
    return this.#now_ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        due_ms: this.#now_ms + ms,
        wake: () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
    });
  }

  /** Lets `ms` pass. What the woken ones do at each moment is done before the next. */
  async advance(ms: number): Promise<void> {
    const end_ms = this.#now_ms + ms;
    for (;;) {
      await this.settle();
      const next = this.#sleepers.reduce<Sleeper | undefined>(
        (first, sleeper) => (first === undefined || sleeper.due_ms < first.due_ms ? sleeper : first),
        undefined,
      );
      if (next === undefined || next.due_ms > end_ms) break;
      this.#now_ms = Math.max(this.#now_ms, next.due_ms);
      next.wake();
    }
    this.#now_ms = end_ms;
    await this.settle();
  }

  /** Resolves when everything that needs no time is done. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
