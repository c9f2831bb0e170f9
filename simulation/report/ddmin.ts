/**
 * Finds a part of what makes something fail that is small and still makes it fail: the ddmin algorithm of Zeller and
 * Hildebrandt, "Simplifying and isolating failure-inducing input", 2002. Without a part of size 1/n that fails alone, and
 * without one that can be left out, n is doubled; with n as large as the items are many, none can be left out alone.
 * @param fails whether these still make it fail; false as well once nobody wants to try any more, which ends the search.
 * @param items make it fail together.
 */
export async function ddmin<Item>(
  items: readonly Item[],
  fails: (some: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let kept = items;
  let parts = 2;
  while (kept.length >= 2) {
    const smaller = await firstThatFails(candidates(kept, parts), fails);
    if (smaller !== undefined) {
      // A complement has one part less, a part alone begins anew.
      parts = smaller.isComplement ? Math.max(parts - 1, 2) : 2;
      kept = smaller.items;
    } else if (parts < kept.length) parts = Math.min(2 * parts, kept.length);
    else break;
  }
  return kept;
}

interface Candidate<Item> {
  readonly items: readonly Item[];
  readonly isComplement: boolean;
}

/** Each part alone, then all but each. With two parts these are the same. */
function candidates<Item>(items: readonly Item[], parts: number): Candidate<Item>[] {
  const split = Array.from({ length: parts }, (_, n) => ({
    from: Math.floor((n * items.length) / parts),
    to: Math.floor(((n + 1) * items.length) / parts),
  }));
  const alone = split.map(({ from, to }) => ({ items: items.slice(from, to), isComplement: false }));
  if (parts === 2) return alone;
  const others = split.map(({ from, to }) => ({
    items: [...items.slice(0, from), ...items.slice(to)],
    isComplement: true,
  }));
  return [...alone, ...others];
}

async function firstThatFails<Item>(
  candidates: readonly Candidate<Item>[],
  fails: (some: readonly Item[]) => Promise<boolean>,
): Promise<Candidate<Item> | undefined> {
  for (const candidate of candidates) if (await fails(candidate.items)) return candidate;
  return undefined;
}
