import type { DocumentSet } from '../facets/document-set.ts';
import type { Best, Scored } from './best.ts';
import type { Saturation } from './saturation.ts';
import type { WholeMatches } from './whole-matches.ts';

/** What they are weighed by. */
export interface Weighing {
  /** What each clause is worth, in their order. */
  readonly worths: readonly number[];
  readonly saturation: Saturation;
  /** By how many clauses a document has: what that adds. */
  readonly tiers: readonly number[];
  /** Those that may be found; undefined for all. */
  readonly admitted: DocumentSet | undefined;
  readonly best: Best;
}

/** The same as `topDocuments`, of documents that have all clauses. */
export function weighWhole(
  { documents, frequencies }: WholeMatches,
  { worths, saturation, tiers, admitted, best }: Weighing,
): Scored[] {
  const tier = tiers.at(-1) ?? 0;
  for (let n = 0; n < documents.length; n += 1) {
    const document = documents[n] ?? 0;
    if (admitted !== undefined && admitted[document] === 0) continue;
    let score = 0;
    for (let clause = 0; clause < worths.length; clause += 1)
      score += (worths[clause] ?? 0) * saturation.of(frequencies[clause]?.[n] ?? 0, document);
    best.add(document, score + tier);
  }
  return best.ranked();
}
