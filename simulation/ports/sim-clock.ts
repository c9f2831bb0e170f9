import type { Clock } from '#ports/clock.ts';
import type { Life } from '../kernel/life.ts';

/** True Unix ms at the beginning of a run: a moment like any other. */
export const WORLD_START_MS = 1_700_000_000_000;

/** The clocks of one life: they may go wrong, and whoever stands still wakes late. */
export class SimClock implements Clock {
  readonly #life: Life;

  constructor(life: Life) {
    this.#life = life;
  }

  now(): number {
    const { rate, wall_offset_ms, born_ms, laws } = this.#life;
    const lived_ms = (laws.timeline.now_ms - born_ms) * rate;
    return Math.floor(WORLD_START_MS + born_ms + lived_ms + wall_offset_ms);
  }

  monotonic(): number {
    const { rate, born_ms, laws } = this.#life;
    return (laws.timeline.now_ms - born_ms) * rate;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const life = this.#life;
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        deafen();
        resolve();
      };
      // A real timer's least, so that a loop which sleeps for nothing lets time pass.
      const cancel = life.laws.timeline.after(Math.max(ms, 1) / life.rate, () => life.hear(wake));
      const deafen = life.onAbort(signal, wake);
    });
  }
}

/** The clock of what stands outside of all processes: always right. */
export function serviceClock(timeline: Life['laws']['timeline']): Clock {
  return {
    now: () => WORLD_START_MS + timeline.now_ms,
    monotonic: () => timeline.now_ms,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const wake = (): void => {
          cancel();
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const cancel = timeline.after(ms, wake);
        signal?.addEventListener('abort', wake);
      }),
  };
}
