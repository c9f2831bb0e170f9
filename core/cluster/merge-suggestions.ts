import { wordsOf } from '#core/pack/words/plain-text.ts';
import type { Suggestion } from '#ports/peer.ts';

/**
 * The suggestions of all shards, and of what others asked, as if they came from one: words are worth what they are in all of them, and are
 * written as where they come first.
 * @param isWanted whether words may be suggested, with a space between.
 */
export function mergeSuggestions(
  lists: readonly (readonly Suggestion[])[],
  limit: number,
  isWanted: (words: string) => boolean = () => true,
): string[] {
  const merged = new Map<string, Suggestion>();
  for (const { text, weight } of lists.flat()) {
    const words = wordsOf(text).join(' ');
    const known = merged.get(words);
    if (known !== undefined) merged.set(words, { text: known.text, weight: known.weight + weight });
    else if (isWanted(words)) merged.set(words, { text, weight });
  }
  return [...merged.values()]
    .toSorted(
      (a, b) =>
        b.weight - a.weight ||
        a.text.length - b.text.length ||
        Buffer.compare(Buffer.from(a.text), Buffer.from(b.text)),
    )
    .slice(0, limit)
    .map(({ text }) => text);
}
