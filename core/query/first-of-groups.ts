/**
 * Of hits of one group the first, and those that are in none.
 * @param groupOf undefined for none. @param most hits that are given. @param each hits of a group.
 */
export function firstOfGroups<Hit>(
  hits: Iterable<Hit>,
  groupOf: (hit: Hit) => string | undefined,
  { most = Infinity, each = 1 }: { readonly most?: number; readonly each?: number } = {},
): Hit[] {
  const seen = new Map<string, number>();
  const first: Hit[] = [];
  for (const hit of hits) {
    if (first.length >= most) break;
    const group = groupOf(hit);
    const before = group === undefined ? 0 : (seen.get(group) ?? 0);
    if (before >= each) continue;
    if (group !== undefined) seen.set(group, before + 1);
    first.push(hit);
  }
  return first;
}
