import { z } from 'zod';

/**
 * How often pages were found changed, over the visits of a page or the crawls of a site. Sums in which an older visit
 * counts less, so that they forget.
 */
export const changeRateSchema = z.object({
  /** Pages visited that had been visited before. */
  visited: z.number().min(0),
  /** Those of them that had not changed. */
  unchanged: z.number().min(0),
  /** Time since the visit before, summed over the same pages, seconds. */
  elapsed_s: z.number().min(0),
});
export type ChangeRate = z.infer<typeof changeRateSchema>;

/** Nothing is known. */
export const NO_CHANGE_RATE: ChangeRate = { visited: 0, unchanged: 0, elapsed_s: 0 };

export interface Revisit {
  /** Pages that had been visited before; 1 for a page of its own. */
  readonly visited: number;
  readonly changed: number;
  /** Since that visit, seconds. */
  readonly elapsed_s: number;
}

/** What is left of the weight of a visit at the next one: of ten visits the last three tell two thirds. */
const KEPT = 0.7;
/** Of the time between two visits; more tells nothing, and sums stay numbers. */
const MOST_ELAPSED_S = 10 * 366 * 86_400;
const MOST_VISITED = 1e9;

/** Adds what a visit found. Figures beyond their bounds are brought back into them. */
export function withRevisit(before: ChangeRate, { visited, changed, elapsed_s }: Revisit): ChangeRate {
  const pages = bounded(visited, MOST_VISITED);
  return {
    visited: before.visited * KEPT + pages,
    unchanged: before.unchanged * KEPT + pages - bounded(changed, pages),
    elapsed_s: before.elapsed_s * KEPT + pages * bounded(elapsed_s, MOST_ELAPSED_S),
  };
}

/**
 * Changes of a page per second, where changes come by a Poisson process and a visit tells only whether there was any.
 * The estimator of J. Cho and H. Garcia-Molina, "Estimating Frequency of Change", ACM TOIT 3(3), 2003, section 4.2:
 * -ln((unchanged + 0.5) / (visits + 0.5)) / interval. Counting changes instead would take a page for slow that changed at
 * every visit, however seldom it is visited. For intervals that differ their mean is taken.
 * @returns 0 while nothing is known, and for what was never found changed.
 */
export function changesPerSecond({ visited, unchanged, elapsed_s }: ChangeRate): number {
  if (visited <= 0 || elapsed_s <= 0) return 0;
  return Math.max(0, (-Math.log((unchanged + 0.5) / (visited + 0.5)) * visited) / elapsed_s);
}

function bounded(value: number, most: number): number {
  return Number.isNaN(value) ? 0 : Math.min(most, Math.max(0, value));
}
