import type { Clock } from '#ports/clock.ts';

/** How long a row that was not there is taken for absent: from a look at links to their insertion it is some 50 ms. */
const BELIEVED_MS = 2000;
/** Beyond, the oldest is forgotten, and looked for again: some 3 MB. */
const MAX_ABSENT = 10_000;

/**
 * Rows that a read did not find a moment ago. Whoever inserts what he has just looked for need not look again: should
 * another have been faster, the write is refused as it is after a look.
 */
export class Absences {
  readonly #clock: Clock;
  /** By table and key, since when; the oldest first. */
  readonly #absent = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(row: string): void {
    this.#absent.delete(row);
    this.#absent.set(row, this.#clock.monotonic());
    if (this.#absent.size > MAX_ABSENT) this.#absent.delete(this.#absent.keys().next().value ?? '');
  }

  /** Whether a row was absent a moment ago. It is asked once: whoever asks is about to write it. */
  take(row: string): boolean {
    const since_ms = this.#absent.get(row);
    this.#absent.delete(row);
    return since_ms !== undefined && this.#clock.monotonic() - since_ms <= BELIEVED_MS;
  }
}
