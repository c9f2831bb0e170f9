import { LOOKED_AT_TWICE } from '../../query/answer-bounds.ts';
import { Best, type Scored } from './best.ts';
import type { Bonus, SecondLook } from './second-look.ts';

/** Of a document that nobody looked at once more. */
export const NO_BONUS: Bonus = { title: 0, heading: 0, proximity: 0, links: 0, depth: 0 };

/** What a bonus adds to a score. */
export function sumOfBonus({ title, heading, proximity, links, depth }: Bonus): number {
  return title + heading + proximity + links + depth;
}

/**
 * What a second look adds to the scores of the first ones. It ends where no other can come to be among the best `shown`: for
 * however many shards there are, as only those are looked back at that come before by their words.
 */
export function bonusesOf(best: readonly Scored[], look: SecondLook, shown: number): Bonus[] {
  const bonuses: Bonus[] = [];
  const scores = new Best(Math.max(1, shown));
  for (const [n, { document, score }] of best.slice(0, LOOKED_AT_TWICE).entries()) {
    // Bounds of those that follow differ by their titles and by what is known of them.
    if (score + look.most < scores.threshold) break;
    const bound = look.bound(document);
    const bonus = score + sumOfBonus(bound) < scores.threshold ? NO_BONUS : look.of(document, bound);
    bonuses.push(bonus);
    scores.add(n, score + sumOfBonus(bonus));
  }
  return bonuses;
}
