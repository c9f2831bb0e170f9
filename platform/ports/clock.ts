/** Time, so that tests and the simulation can own it. */
export interface Clock {
  /** Unix ms. May jump, backwards too; never the base of a lease. */
  now(): number;
  /** Ms since some moment of this process; never goes back. */
  monotonic(): number;
  /** Resolves after `ms`, or early and without an error when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
