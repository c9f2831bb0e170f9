import type { Call } from './life.ts';
import type { Seeded } from './seeded.ts';

/** How a call stands to a lease that its process believed in when it decided upon it. */
export type UnderLease =
  /** Once the lease is another's, nothing but its condition keeps it from undoing what that one wrote. */
  | 'fenced'
  /** It is part of the work under the lease, or keeps the lease or its message. */
  | 'leased';

/** Heads move five times in a run, and whoever holds a lease makes hundreds of calls: even chances would miss the moves. */
const WEIGHTS = { fenced: 40, leased: 0.3, neither: 0.2 } as const;
/** Part of the pauses that outlast the message too. */
const OUTLASTING = 0.7;

/** Share of the rate of `lease_pause` that a call has whose process holds a lease. */
export function leasePauseWeight({ under_lease }: Pick<Call<unknown>, 'under_lease'>): number {
  return WEIGHTS[under_lease ?? 'neither'];
}

/**
 * How long (ms) a process stands still under its lease. Either from shortly before the lease is believed over to well
 * after another may have it, or until its message has come to another as well, and that one took the lease: from before
 * to after it may have published.
 */
export function leasePauseLength(
  chance: Seeded,
  { lease_ms, visibility_ms }: { readonly lease_ms: number; readonly visibility_ms: number },
): number {
  if (chance.chance(OUTLASTING)) return visibility_ms + lease_ms * (0.8 + 2.2 * chance.float());
  return lease_ms * (0.6 + chance.float());
}
