import type { Scored } from './best.ts';
import type { Ranking } from './top-documents.ts';

/**
 * The same as `topDocuments`, of a few documents that are known, ascending: each is looked up. Scores are added up in the order of
 * the words here too, and so are the same to the last bit.
 */
export function weighEach(
  documents: readonly number[],
  { words, tiers, best }: Pick<Ranking, 'words' | 'tiers' | 'best'>,
): Scored[] {
  for (const document of documents) {
    let score = 0;
    let had = 0;
    for (const word of words) {
      if (!word.isIn(document)) continue;
      had += 1;
      score += word.score();
    }
    if (had > 0) best.add(document, score + (tiers[had] ?? 0));
  }
  return best.ranked();
}
