import type { Suggestion } from '#ports/peer.ts';

/** The suggestions of all shards as if they came from one: a text is worth what it is in all of them. */
export function mergeSuggestions(shards: readonly (readonly Suggestion[])[], limit: number): string[] {
  const weights = new Map<string, number>();
  for (const { text, weight } of shards.flat()) weights.set(text, (weights.get(text) ?? 0) + weight);
  return [...weights]
    .toSorted(
      ([a, one], [b, other]) =>
        other - one || a.length - b.length || Buffer.compare(Buffer.from(a), Buffer.from(b)),
    )
    .slice(0, limit)
    .map(([text]) => text);
}
