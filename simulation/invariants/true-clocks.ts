import type { WorldEvent } from '../kernel/event.ts';

/** Clocks that are kept in step are off by so much all the same, with what rounding adds. */
export const CLOCK_ERROR_MS = 25;

/**
 * Knows whose wall clock can be believed: that of a life which neither jumped nor drifts. Laws about moments that a
 * process wrote down or waited for can be held against true time for these alone.
 */
export class TrueClocks {
  readonly #wrong = new Set<string>();
  /** Processes whose next life has a clock that drifts. */
  readonly #drifting = new Set<string>();

  on(event: WorldEvent): void {
    if (event.type === 'process' && event.change === 'started') {
      if (this.#drifting.delete(event.by)) this.#wrong.add(event.by);
      else this.#wrong.delete(event.by);
    }
    if (event.type !== 'fault') return;
    // Both say first whom they befall.
    const [process = ''] = event.detail.split(' ');
    if (event.kind === 'clock_jump') this.#wrong.add(process);
    if (event.kind === 'clock_drift') this.#drifting.add(process);
  }

  /** Whether its wall clock is true, up to {@link CLOCK_ERROR_MS}. */
  isTrue(process: string): boolean {
    return !this.#wrong.has(process);
  }
}
