import { type ChangeRate, changesPerSecond } from './schedule-change-rate.ts';

export interface AdaptiveBounds {
  /** Shortest and longest time between two visits, seconds; least <= most. */
  readonly least_s: number;
  readonly most_s: number;
  /** Share of the pages that may have changed by the time of the next visit, above 0 and below 1. */
  readonly stale_share: number;
}

/**
 * How much longer the next interval may be than the one before. A site that rested for a while is not left alone for
 * months at once; Nutch's AdaptiveFetchSchedule lengthens by 1.4 for the same reason.
 */
const MOST_LENGTHENED = 2;

/**
 * Time until the next visit, seconds: as long as it takes until so many pages have changed, by how often they did. If
 * changes come at rate r, the share e^(-r t) has not changed after t. An interval that was too long is cut at once, for
 * what is stale is what people notice; one that was too short is lengthened step by step.
 * @param before_s the interval before, or `undefined` before the second visit.
 */
export function adaptiveInterval(
  rate: ChangeRate,
  before_s: number | undefined,
  { least_s, most_s, stale_share }: AdaptiveBounds,
): number {
  const per_second = changesPerSecond(rate);
  const wanted_s = per_second > 0 ? -Math.log(1 - stale_share) / per_second : Infinity;
  const longest_s = (before_s ?? least_s) * MOST_LENGTHENED;
  return Math.min(most_s, Math.max(least_s, Math.min(wanted_s, longest_s)));
}
