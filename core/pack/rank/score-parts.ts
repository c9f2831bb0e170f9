import type { ScoreParts } from '#ports/peer.ts';
import type { Clause } from '../../query/units.ts';
import type { Scored } from './best.ts';
import type { Bonus } from './second-look.ts';
import type { WordCursor } from './word-cursor.ts';

/** What each of some documents has not of a query. @param words in the order of the clauses. */
export function missingOf(
  documents: readonly number[],
  clauses: readonly Clause[],
  words: readonly WordCursor[],
): Map<number, string[]> {
  const missing = new Map<number, string[]>();
  for (const document of documents.toSorted((a, b) => a - b))
    missing.set(
      document,
      clauses.flatMap(({ text }, n) => (words[n]?.isIn(document) === true ? [] : [text])),
    );
  return missing;
}

/** What the words of a query add to the score of each of some documents. @param cursors in the order of the clauses. */
export function wordScores(
  best: readonly Scored[],
  clauses: readonly Clause[],
  cursors: readonly WordCursor[],
): Map<number, ScoreParts['words']> {
  const scores = new Map<number, ScoreParts['words']>();
  for (const { document } of best.toSorted((a, b) => a.document - b.document))
    scores.set(
      document,
      clauses.map(({ text }, n) => {
        const cursor = cursors[n];
        return { text, score: cursor?.isIn(document) === true ? cursor.score() : 0 };
      }),
    );
  return scores;
}

/** @param base the score by the words alone. */
export function partsOf(base: number, words: ScoreParts['words'], bonus: Bonus): ScoreParts {
  const of_words = words.reduce((sum, { score }) => sum + score, 0);
  return { words, has: base - of_words, ...bonus };
}
