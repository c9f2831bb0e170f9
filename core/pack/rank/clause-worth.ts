import type { RankingWeights, Statistics } from '#ports/question.ts';
import { documentsWith } from '../../query/statistics.ts';
import type { Clause } from '../../query/units.ts';

/** What a clause is worth where it is all that a document says: the more, the fewer documents have it. */
export function worthOf({ units, times }: Clause, statistics: Statistics): number {
  const { documents } = statistics;
  let have = 0;
  let follow = 1;
  for (const unit of units) {
    have += documentsWith(unit, statistics);
    if (unit.kind === 'phrase' && unit.synonym !== true)
      follow = Math.max(follow, 1 + (unit.words.length - 1) / 2);
  }
  const count = Math.min(have, documents);
  const idf = Math.log(1 + (documents - count + 0.5) / (count + 0.5));
  return idf * follow * (1 + Math.log(times));
}

/** What one clause more adds, of what all are worth: not less than all else together, however much the second look adds by these settings. */
function tierOf({ title, heading, proximity, links, depth }: RankingWeights): number {
  return Math.max(2, 1 + title + heading + proximity + links + depth);
}

/** By how many clauses a document has: what that adds. Of a sentence it is but for all of them. @param worths of the clauses. */
export function tiersOf(worths: readonly number[], weights: RankingWeights, inSentence: boolean): number[] {
  const clauses = worths.length;
  const tier = tierOf(weights) * worths.reduce((sum, worth) => sum + worth, 0);
  return Array.from({ length: clauses + 1 }, (_, had) =>
    inSentence ? Number(had === clauses) * tier : had * tier,
  );
}
