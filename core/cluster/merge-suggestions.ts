import { wordsOf } from '#core/pack/words/plain-text.ts';
import type { Suggestion } from '#ports/peer.ts';

/** The suggestions of all shards as if they came from one: texts of the same words are one, which is worth what it is in all of them. */
export function mergeSuggestions(shards: readonly (readonly Suggestion[])[], limit: number): string[] {
  const merged = new Map<string, { text: string; weight: number }>();
  for (const { text, weight } of shards.flat()) {
    const words = wordsOf(text).join(' ');
    const known = merged.get(words);
    if (known === undefined) merged.set(words, { text, weight });
    else {
      known.weight += weight;
      if (text < known.text) known.text = text;
    }
  }
  return [...merged.values()]
    .toSorted(
      (one, other) =>
        other.weight - one.weight || one.text.length - other.text.length || (one.text < other.text ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ text }) => text);
}
