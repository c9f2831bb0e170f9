import { wholeShare } from './gate-thresholds.ts';
import { type HoldReason, cut, ofAll } from './hold-reason.ts';

/** A query whose answer its owner knows. */
export interface GoldenQuery {
  readonly query: string;
  /** URL, or path, of a page that the first `top` hits should have. */
  readonly expected: string;
  readonly top: number;
  /** Place of that URL, from 1; null when it is no hit. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Golden queries that are named. */
const MOST_QUERIES = 3;

/** The reason to hold a version that loses answers, if any. @param missed_share of the answered ones, that may be lost. */
export function goldenMissed(golden: readonly GoldenQuery[], missed_share: number): HoldReason[] {
  const answered = golden.filter(({ before, top }) => isWithin(before, top));
  const missed = answered.filter(({ after, top }) => !isWithin(after, top));
  const threshold = wholeShare(answered.length, missed_share);
  if (missed.length <= threshold) return [];
  const named = missed.slice(0, MOST_QUERIES).map(({ query, expected, top }) => {
    return `"${cut(query)}" has ${cut(expected)} no longer among its first ${top}`;
  });
  const more = missed.length > named.length ? `, and ${missed.length - named.length} more` : '';
  return [
    {
      code: 'golden_missed',
      live: answered.length,
      found: missed.length,
      threshold,
      text: `${ofAll(missed.length, answered.length, 'golden queries')} would lose their answer: ${named.join(', ')}${more}`,
    },
  ];
}

function isWithin(place: number | null, top: number): boolean {
  return place !== null && place <= top;
}
