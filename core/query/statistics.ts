/** What of a whole index it takes to weigh the words of a query: sums over its shards. */
export interface Statistics {
  /** Documents of the index. */
  readonly documents: number;
  /** Weighted words of all of them. */
  readonly length: number;
  /** By whose rules words of its documents are stemmed, in the order of their names. */
  readonly languages: readonly string[];
  /** Documents that have a word, by word; those of a word with its other forms by `~word`, of any that begins so by `letters*`. */
  readonly words: Readonly<Record<string, number>>;
}

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
