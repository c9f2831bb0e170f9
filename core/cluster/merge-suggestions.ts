import { wordsOf } from '#core/pack/words/plain-text.ts';
import type { Suggestion } from '#ports/peer.ts';

/**
 * The suggestions of all shards as if they came from one, and of what others asked: texts of the same words are one, which is worth what it
 * is in all of them, and is written as a document has it where one does.
 * @param isWanted whether words may be suggested, with a space between.
 */
export function mergeSuggestions(
  shards: readonly (readonly Suggestion[])[],
  limit: number,
  asked: readonly Suggestion[] = [],
  isWanted: (words: string) => boolean = () => true,
): string[] {
  const merged = new Map<string, { text: string; weight: number }>();
  for (const list of [...shards, asked])
    for (const { text, weight } of list) {
      const words = wordsOf(text).join(' ');
      const known = merged.get(words);
      if (known === undefined) {
        if (isWanted(words)) merged.set(words, { text, weight });
        continue;
      }
      known.weight += weight;
      if (list !== asked && text < known.text) known.text = text;
    }
  return [...merged.values()]
    .toSorted(
      (one, other) =>
        other.weight - one.weight || one.text.length - other.text.length || (one.text < other.text ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ text }) => text);
}
