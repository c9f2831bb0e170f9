import type { WorldEvent } from '../kernel/event.ts';
import type { FaultKind } from '../kernel/fault.ts';

/** A call that fails was begun before, and its answer may be awaited by whoever comes while it is on its way. */
const ON_ITS_WAY_MS = 100;

/**
 * Faults by which what a process does may fail, and for how long from their beginning. Others end a process, hide a
 * message or show it again: then it is handled later or once more, and nothing fails by that.
 */
const FAILS_FOR_MS: Partial<Record<FaultKind, number>> = {
  failed_before: 0,
  failed_after: 0,
  throttled: 0,
  retried: 3000,
  conflict: 0,
  slow: 20_100,
  torn_download: 0,
  corrupt_download: 0,
  missing_download: 0,
  disk_full: 60_000,
  pause: 60_000,
  lease_pause: 45_000,
  partition: 35_000,
  thread_lost: 200,
  thread_slow: 60_200,
};

/** Knows which processes something befell by which what they do may fail, and until when. */
export class TroubledProcesses {
  readonly #until = new Map<string, number>();

  on(event: WorldEvent): void {
    const lasts_ms = event.type === 'fault' ? FAILS_FOR_MS[event.kind] : undefined;
    if (event.type !== 'fault' || lasts_ms === undefined) return;
    // All of these say first whom they befall.
    const [process = ''] = event.detail.split(' ');
    this.#until.set(process, Math.max(this.until_ms(process), event.at_ms + lasts_ms + ON_ITS_WAY_MS));
  }

  /** Virtual ms; -Infinity for a process that was never in trouble. */
  until_ms(process: string): number {
    return this.#until.get(process) ?? -Infinity;
  }

  /** When the last of all processes was in trouble. */
  get last_ms(): number {
    return Math.max(-Infinity, ...this.#until.values());
  }
}
