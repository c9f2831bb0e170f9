import type { Platform } from '#app/backend/platform.ts';
import type { Surroundings } from '#app/surroundings.ts';

/**
 * A bug put in on purpose, at the ports of the processes: each must be caught by the invariants, or the simulation is blind.
 */
export interface Canary {
  /** As `--canary` takes it: `unchecked-fence`. */
  readonly name: string;
  /** What is broken, for people. */
  readonly breaks: string;
  /** Invariants of which at least one must catch it. */
  readonly caught_by: readonly string[];
  /** Puts the bug between a process and its ports. */
  readonly platform?: (platform: Platform) => Platform;
  readonly surroundings?: (surroundings: Surroundings) => Surroundings;
  /** Puts the bug into the code of all processes, where no port reaches; disposing of it takes it out again. */
  readonly install?: () => Disposable;
}
