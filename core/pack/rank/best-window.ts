/** A word of a text that stands for a clause of a query. */
export interface Match {
  /** Words before it. */
  readonly place: number;
  readonly clause: number;
}

export interface Window {
  /** The place of its first match. */
  readonly first: number;
  /** What the clauses in it are worth. */
  readonly worth: number;
}

/** Words that fit a snippet. */
const WORDS = 30;

/**
 * Where in a text the most is of what is sought, within as many words as are shown: the first of such places that have the most
 * different clauses by what they are worth, then the most matches.
 * @param matches in the order of the text.
 */
export function bestWindow(matches: readonly Match[], worths: readonly number[]): Window | undefined {
  let best: (Window & { readonly count: number }) | undefined;
  const counts = new Uint32Array(worths.length);
  let worth = 0;
  let end = 0;
  for (const [n, { place, clause }] of matches.entries()) {
    for (; end < matches.length && (matches[end]?.place ?? 0) < place + WORDS; end += 1) {
      const added = matches[end]?.clause ?? 0;
      if (counts[added] === 0) worth += worths[added] ?? 0;
      counts[added] = (counts[added] ?? 0) + 1;
    }
    const count = end - n;
    const isBetter =
      worth > (best?.worth ?? 0) * (1 + 1e-9) ||
      (worth >= (best?.worth ?? 0) * (1 - 1e-9) && count > (best?.count ?? 0));
    if (isBetter) best = { first: place, worth, count };
    counts[clause] = (counts[clause] ?? 0) - 1;
    if (counts[clause] === 0) worth -= worths[clause] ?? 0;
  }
  return best;
}
