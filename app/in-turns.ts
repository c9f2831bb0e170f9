/** Reads under way at a time for one answer: a list of many must not take all that the server has. */
const AT_ONCE = 16;

/** Results in the order of the items, read a few at a time. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(read))));
  }
  return results;
}
