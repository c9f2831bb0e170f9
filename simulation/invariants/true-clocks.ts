import type { WorldEvent } from '../kernel/event.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';

/** Clocks that are kept in step are off by so much all the same, with what rounding adds. */
export const CLOCK_ERROR_MS = 25;

/**
 * Knows whose wall clock can be believed: that of a life which neither jumped nor drifts. Laws about moments that a
 * process wrote down or waited for can be held against true time for these alone. When faults are over, clocks that
 * jumped are put right, and what was on its way by then has come soon after; those that drift go on to.
 */
export class TrueClocks {
  /** Until when the clock of a process is wrong, virtual ms: as far as is known. */
  readonly #jumped = new Map<string, number>();
  readonly #drifts = new Set<string>();
  /** Processes whose next life has a clock that drifts. */
  readonly #drifting = new Set<string>();
  #now_ms = 0;

  on(event: WorldEvent): void {
    const { at_ms } = event;
    this.#now_ms = at_ms;
    if (event.type === 'process' && event.change === 'started') {
      this.#jumped.delete(event.by);
      if (this.#drifting.delete(event.by)) this.#drifts.add(event.by);
      else this.#drifts.delete(event.by);
    }
    if (event.type === 'faults_over')
      for (const process of this.#jumped.keys()) this.#jumped.set(process, at_ms + LATE_EFFECT_MS);
    if (event.type !== 'fault') return;
    // Both say first whom they befall.
    const [process = ''] = event.detail.split(' ');
    if (event.kind === 'clock_jump') this.#jumped.set(process, Infinity);
    if (event.kind === 'clock_drift') this.#drifting.add(process);
  }

  /**
   * Whether its wall clock is true, up to {@link CLOCK_ERROR_MS}.
   * @param since_ms and has been since then, virtual ms; now, if it is not given.
   */
  isTrue(process: string, since_ms = this.#now_ms): boolean {
    return !this.#drifts.has(process) && (this.#jumped.get(process) ?? -Infinity) < since_ms;
  }
}
