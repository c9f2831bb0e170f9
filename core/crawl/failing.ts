import { z } from 'zod';

/** That a page cannot be reached: by the visits in a row that could not tell whether it is there. */
export const failingSchema = z.object({
  /** When the first of them came to its end, Unix ms. */
  since_ms: z.number(),
  /** How many there were. */
  visits: z.int().min(1),
  /** Its grace is over: it is in the index no more. */
  given_up: z.boolean(),
});
export type Failing = z.infer<typeof failingSchema>;

/** How long a page stays in the index that cannot be reached: until so much time has passed, and so many visits failed. */
export interface Grace {
  readonly days: number;
  /** At least 1. */
  readonly tries: number;
}

const DAY_MS = 86_400_000;
/** Visits that are counted. */
const MOST_VISITS = 1_000_000;

/**
 * What is known of a page after one more visit that could not reach it. Given up once, it is so until a visit reaches it,
 * whatever becomes of the grace or of clocks. A beginning that lies in the future, by a wrong clock, counts as of now.
 * @param before after the visit before that one; `undefined` when it was reached then.
 * @param now_ms Unix ms.
 */
export function failingAfter(before: Failing | undefined, now_ms: number, { days, tries }: Grace): Failing {
  const since_ms = Math.min(before?.since_ms ?? now_ms, now_ms);
  const visits = Math.min((before?.visits ?? 0) + 1, MOST_VISITS);
  const isOver = visits >= tries && now_ms - since_ms >= days * DAY_MS;
  return { since_ms, visits, given_up: before?.given_up === true || isOver };
}
