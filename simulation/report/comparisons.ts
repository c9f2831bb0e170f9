import type { Invariant } from '../invariants/invariant.ts';

/**
 * How often each law compared something.
 * @param makers the functions that made `laws`, in their order.
 * @returns by number and function, as several functions check one law: `I3 timersFire`.
 */
export function comparisonsOf(
  makers: readonly { readonly name: string }[],
  laws: readonly Invariant[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    laws.map((law, n) => [`${law.name} ${makers[n]?.name ?? ''}`.trim(), law.comparisons()]),
  );
}
