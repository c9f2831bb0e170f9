import type { Random } from '#ports/random.ts';

const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/**
 * How long to wait after the n-th failure: full jitter over an exponential bound, which spreads retries best of the
 * usual kinds (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 * @param failures 1 for the first.
 * @returns ms.
 */
export function backoff(failures: number, random: Random): number {
  const bound_ms = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return Math.ceil(random.float() * bound_ms);
}
