import type { Invariant } from '../invariants/invariant.ts';

/**
 * How often each law compared something, of those that count it.
 * @param makers the functions that made `laws`, in their order.
 * @returns by number and function, as several functions check one law: `I3 timersFire`.
 */
export function comparisonsOf(
  makers: readonly { readonly name: string }[],
  laws: readonly Invariant[],
): Readonly<Record<string, number>> {
  const counts = laws.flatMap(({ name, comparisons }, n) =>
    comparisons === undefined ? [] : [[`${name} ${makers[n]?.name ?? ''}`.trim(), comparisons()] as const],
  );
  return Object.fromEntries(counts);
}
