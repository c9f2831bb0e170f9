import { z } from 'zod';

const count = z.int().min(0);

const clicked = z.object({
  url: z.string(),
  clicks: count,
  /** Sum of the places among the hits at which it was clicked, from 1 on. */
  positions: count,
});
export type ClickedPage = z.infer<typeof clicked>;

const queryCounts = z.object({
  /** As `queryText` has it. */
  text: z.string(),
  asked: count,
  without_result: count,
  clicks: count,
  positions: count,
  /** Those that were clicked most. */
  pages: z.array(clicked),
});
export type QueryCounts = z.infer<typeof queryCounts>;

/** How an index was searched on a day, as one process saw it. No time is finer than that, and nobody is told from another. */
export const daySearchesSchema = z.object({
  searches: count,
  without_result: count,
  /** Searches that not every shard answered. */
  partial: count,
  /** Searches for something else than what was typed. */
  corrected: count,
  clicks: count,
  /** How long searches took: `TimeHistogram.counts`. */
  times: z.record(z.string().regex(/^\d{1,3}$/), count),
  /** Those that were asked most, of those that are kept. */
  queries: z.array(queryCounts),
  /** Those that were clicked most, whatever was asked. */
  pages: z.array(clicked),
});
export type DaySearches = z.infer<typeof daySearchesSchema>;

/** Counts that are sums. */
export type SearchTotals = Pick<
  DaySearches,
  'searches' | 'without_result' | 'partial' | 'corrected' | 'clicks'
>;

export const NO_TOTALS: SearchTotals = {
  searches: 0,
  without_result: 0,
  partial: 0,
  corrected: 0,
  clicks: 0,
};

/** The day of a moment, in UTC: `2026-03-01`. */
export function dayOf(at_ms: number): string {
  return new Date(at_ms).toISOString().slice(0, 10);
}

/** Days that are looked back at once, at most. */
export const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

/** The first of so many days that end with that of a moment. */
export function firstDay(at_ms: number, days: number): string {
  return dayOf(at_ms - (days - 1) * DAY_MS);
}
