import { z } from 'zod';

/** What of a whole index it takes to weigh the words of a query: sums over its shards. */
export const statisticsSchema = z.object({
  /** Documents of the index. */
  documents: z.int().min(0),
  /** Weighted words of all of them. */
  length: z.int().min(0),
  /** By whose rules words of its documents are stemmed, in the order of their names. */
  languages: z.array(z.string()),
  /** Documents that have a word, by word; those of a word with its other forms by `~word`, of any that begins so by `letters*`. */
  words: z.record(z.string(), z.int().min(0)),
});
export type Statistics = z.infer<typeof statisticsSchema>;

/** Of several shards together. */
export function sumStatistics(all: readonly Statistics[]): Statistics {
  const words: Record<string, number> = {};
  for (const one of all)
    for (const [word, documents] of Object.entries(one.words)) words[word] = (words[word] ?? 0) + documents;
  return {
    documents: all.reduce((sum, { documents }) => sum + documents, 0),
    length: all.reduce((sum, { length }) => sum + length, 0),
    languages: [...new Set(all.flatMap(({ languages }) => languages))].toSorted(),
    words,
  };
}
