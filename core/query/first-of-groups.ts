/** Of hits of one group the first, and those that are in none. */
export function firstOfGroups<Hit extends { readonly group?: string | undefined }>(
  hits: readonly Hit[],
): Hit[] {
  const seen = new Set<string>();
  return hits.filter(({ group }) => {
    if (group === undefined) return true;
    const isFirst = !seen.has(group);
    seen.add(group);
    return isFirst;
  });
}
