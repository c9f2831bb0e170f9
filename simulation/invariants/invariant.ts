import type { WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';

/** A law of design section 10, as code. Each says what is wrong, in a sentence with names and values, or nothing. */
export interface Invariant {
  /** As in docs/invariants.md: `I1`. */
  readonly name: string;
  /** Checked at every event but calls and lines of logs, with what it remembers of the events before. */
  readonly on?: (event: WorldEvent) => string | undefined;
  /** Checked when everything has come to rest: faults are over, every process is up, queues are empty. */
  readonly atRest?: () => Promise<string | undefined>;
  /** How often it has held something against the law so far; an occasion that an excuse lets pass unseen does not count. */
  readonly comparisons: () => number;
}

/** Made anew for every run. */
export type MakeInvariant = (world: WorldView) => Invariant;
