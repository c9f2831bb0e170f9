/**
 * Names of indexes that may have crawls. One that a posted message has crawled for the first time has a timer before it has
 * a row.
 */
export function crawledIndexes(
  known: readonly { readonly name: string }[],
  timers: readonly { readonly index: string }[],
): string[] {
  return [...new Set([...timers.map(({ index }) => index), ...known.map(({ name }) => name)])];
}
