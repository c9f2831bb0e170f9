/**
 * Of hits of one group the first, and those that are in none.
 * @param groupOf undefined for none. @param most hits that are given.
 */
export function firstOfGroups<Hit>(
  hits: Iterable<Hit>,
  groupOf: (hit: Hit) => string | undefined,
  most = Infinity,
): Hit[] {
  const seen = new Set<string>();
  const first: Hit[] = [];
  for (const hit of hits) {
    if (first.length >= most) break;
    const group = groupOf(hit);
    if (group !== undefined && seen.has(group)) continue;
    if (group !== undefined) seen.add(group);
    first.push(hit);
  }
  return first;
}
