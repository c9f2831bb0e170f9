import type { Canary } from './canaries/canary.ts';
import type { Observer } from './kernel/event.ts';
import type { FaultBound, FaultFilter, FaultKind } from './kernel/fault.ts';
import type { Coverage } from './report/coverage.ts';

export interface RunOptions {
  /** 0 to 2 ** 32 - 1. */
  readonly seed: number;
  readonly filter?: FaultFilter;
  readonly canary?: Canary;
  /** Hears of everything that happens, beside the invariants. */
  readonly observe?: Observer;
  /** Lines of logs below `warn` are told too. They are in no digest. */
  readonly verbose?: boolean;
}

/** A law that did not hold. The run ended there. */
export interface Violation {
  /** As in docs/invariants.md: `I4`. */
  readonly invariant: string;
  /** Virtual ms since the run began. */
  readonly at_ms: number;
  /** What was wrong, in a sentence. */
  readonly text: string;
  /** The event at which it was seen, counted from 1. */
  readonly event_number: number;
}

/** A fault that happened. */
export interface FaultOf {
  readonly kind: FaultKind;
  /** As `FaultFilter.only` takes it. */
  readonly number: number;
  /** Virtual ms since the run began. */
  readonly at_ms: number;
  /** What it befell, such as a process and its call. */
  readonly detail: string;
}

/** What became of a run: plain data, and the same for the same seed, filter and canary wherever it runs. */
export interface Outcome {
  readonly seed: number;
  /** Hash of all events, in hex: equal digests are equal runs. */
  readonly digest: string;
  readonly violation?: Violation;
  /** Moments of the timeline. */
  readonly steps: number;
  readonly events: number;
  /** How long it lasted in its own time. */
  readonly virtual_ms: number;
  /** In the order in which they happened. */
  readonly faults: readonly FaultOf[];
  /** Bounds of faults that were reached (`all`: of all kinds together): but for them more would have gone wrong. */
  readonly bounds_reached: readonly FaultBound[];
  readonly coverage: Coverage;
  /**
   * How often each law compared something, by its number and function: `I3 timersFire`. Laws that do not count are not
   * in it.
   */
  readonly comparisons: Readonly<Record<string, number>>;
}
