import { createHash } from 'node:crypto';
import type { FaultFilter } from './kernel/fault.ts';

/** Seeds are 32 bits. */
export const SEED_MAX = 2 ** 32 - 1;

/** Run with every test: two of the shorter ones. One follows on the other: so they are also what `--seeds` runs from the first. */
export const FIXED_SEEDS: readonly number[] = [11, 12];

/** A run that found a bug once. */
export interface Regression {
  readonly seed: number;
  readonly filter?: FaultFilter;
  /** What it found, in a line; docs/found.md tells more. */
  readonly found: string;
}

/**
 * Runs that found a bug, which must stay found. What a seed does changes with whatever draws from it or asks the ports
 * one time more: each bug has a test of its own beside the code as well.
 */
export const REGRESSIONS: readonly Regression[] = [
  { seed: 33, found: 'a pack that lay there by half after a power loss, and was trusted by its name' },
  { seed: 91_030, found: 'a crawl that ended a moment after it began, as one that had seen the whole site' },
  { seed: 200_292, found: 'a crawl begun anew by a late copy, which ended almost empty' },
];

/**
 * Seeds of a commit: others for each, and known to whoever has its hash. @param hash in hex; letters may be of either case.
 */
export function seedsOf(hash: string, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) =>
    createHash('sha256').update(`${hash.toLowerCase()} ${n}`).digest().readUInt32BE(),
  );
}
