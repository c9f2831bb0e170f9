import type { Statistics } from '#ports/question.ts';
import { beginningOf } from '../../query/beginnings.ts';
import type { ReadQuery } from '../../query/tuning.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { UnitsInPack } from './units-in-pack.ts';

/** The statistics of one pack, as far as a query needs them. */
export function packStatistics(
  pack: PackIndex,
  { clauses, excluded, ranking }: Pick<ReadQuery, 'clauses' | 'excluded' | 'ranking'>,
): Statistics {
  const words: Record<string, number> = {};
  const units = new UnitsInPack(pack, ranking);
  for (const clause of clauses) for (const unit of clause.units) units.count(unit, words);
  // What is not wanted is weighed by nothing, and costs what its beginnings do.
  for (const unit of excluded) if (beginningOf(unit) !== undefined) units.count(unit, words);
  const { superseded, columns } = pack;
  return {
    documents: pack.documents - (superseded?.size ?? 0),
    length: pack.length - (superseded?.lengthOf(columns) ?? 0),
    languages: languagesOf(pack).toSorted(),
    words,
  };
}

/** By whose rules words of its documents are stemmed. */
function languagesOf({ superseded, columns }: PackIndex): readonly string[] {
  const { languages, language_of } = columns;
  if (superseded === undefined) return languages;
  const seen = new Set(language_of.filter((_, document) => document > 0 && !superseded.has(document)));
  return languages.filter((_, n) => seen.has(n + 1));
}
