import { z } from 'zod';

/**
 * Longest that a host is left alone at its wish. Some say a date of years to come, by mistake or for good: they are asked
 * once a day.
 */
export const MAX_PENALTY_MS = 86_400_000;

/** How a host bears what is asked of it: what all workers have learnt, kept in its row beside the schedule. */
export const hostHealthSchema = z.object({
  /** Smoothed ms that it takes to answer; null until it has. */
  response_ms: z.number().nullable().default(null),
  /** Times in a row that it asked for less, or did not answer. */
  strikes: z.int().min(0).default(0),
  /** Unix ms of the last of these. */
  struck_at_ms: z.number().default(0),
  /** Unix ms before which it is left alone: at its wish (Retry-After), or because it fails. */
  penalty_until_ms: z.number(),
  /** How long before that this was said. */
  penalty_ms: z.number().default(MAX_PENALTY_MS),
});
export type HostHealth = z.infer<typeof hostHealthSchema>;

/** What became of a request, as far as it tells of the host. */
export type TurnEnd =
  /** It answered, whatever it said; `took_ms` to the last byte. */
  | { readonly kind: 'answered'; readonly took_ms: number }
  /** 429 or 503: it wants less to be asked of it, for so long if it said so. */
  | { readonly kind: 'refused'; readonly retry_after_ms?: number }
  /** It did not answer: no connection, no name, no end in time. */
  | { readonly kind: 'failed' };

/** Several answers together. */
export interface Answers {
  readonly count: number;
  readonly total_ms: number;
}

export const NO_ANSWERS: Answers = { count: 0, total_ms: 0 };

/** An end, and when the turn began, Unix ms. */
export type DatedEnd = TurnEnd & { readonly start_at_ms: number };

export interface PaceRules {
  /** Least time between two starts; 0 for no spacing. */
  readonly delay_ms: number;
  /** The same, as the host's robots.txt asks for it; 0 or absent when it does not. */
  readonly crawl_delay_ms?: number | undefined;
  /** Time between two starts, as a multiple of what the host takes to answer; 0 for no regard of that. */
  readonly delay_factor: number;
  /** Turns out at a time. */
  readonly concurrency: number;
}

/** How a host may be asked now. */
export interface Pace {
  readonly spacing_ms: number;
  readonly concurrency: number;
}

/** Longest time between starts that a robots.txt gets by Crawl-delay: longer ones would keep a crawl from ever ending. */
export const MAX_CRAWL_DELAY_MS = 30_000;
/** Longest that a slow host brings about: as long as Heritrix waits at most, `maxDelayMs`. */
export const MAX_ADAPTED_MS = 30_000;
/** A host that answers within this is in no trouble: what it takes is mostly the way there. */
export const FAST_MS = 100;

/** Weight of an answer in the smoothed time: that of RFC 6298 (section 2.3) for round trips. */
const WEIGHT = 1 / 8;
/** First and longest back-off from a host that asks for less and does not say for how long. */
const REFUSED_MS = 1000;
const MAX_REFUSED_MS = 300_000;
/** First and longest back-off from one that does not answer: shorter, for it may be one page alone that hangs. */
const FAILED_MS = 250;
const MAX_FAILED_MS = 60_000;
/** A host that was not asked for so long after its last trouble is asked as if there had been none. */
const FORGET_MS = 2 * MAX_REFUSED_MS;

/**
 * What is known of a host after some more requests have ended.
 *
 * Response times are smoothed. A refusal or a failure shuts the host: for as long as it says (Retry-After, at most
 * {@link MAX_PENALTY_MS}), else by exponential back-off with every one in a row. Of requests that were under way together
 * the first one counts: they met the same trouble. An answer to a request that began after the last of them ends the row.
 *
 * @param news.answers of requests whose turns were handed on, and so came without a start of their own.
 */
export function learnt(
  before: HostHealth,
  now_ms: number,
  news: { readonly ends: readonly DatedEnd[]; readonly answers: Answers },
): HostHealth {
  // A clock that was ahead must not make all that begins now count as begun before.
  const struck_at_ms = Math.min(before.struck_at_ms, now_ms);
  const isPast = now_ms - Math.max(struck_at_ms, before.penalty_until_ms) > FORGET_MS;
  const strikes = isPast ? 0 : before.strikes;
  const response_ms = smoothed(before.response_ms, news.answers);
  const health = { ...before, response_ms, strikes, struck_at_ms };
  return news.ends.reduce<HostHealth>((known, end) => afterEnd(known, end, now_ms), health);
}

function afterEnd(known: HostHealth, end: DatedEnd, now_ms: number): HostHealth {
  const isFresh = end.start_at_ms >= known.struck_at_ms;
  if (end.kind === 'answered') {
    const response_ms = smoothed(known.response_ms, { count: 1, total_ms: end.took_ms });
    return { ...known, response_ms, strikes: isFresh ? 0 : known.strikes };
  }
  const strikes = known.strikes + (isFresh || known.strikes === 0 ? 1 : 0);
  const penalty_until_ms = Math.max(known.penalty_until_ms, now_ms + penaltyOf(end, strikes));
  const penalty_ms = Math.max(0, penalty_until_ms - now_ms);
  return { ...known, strikes, struck_at_ms: now_ms, penalty_until_ms, penalty_ms };
}

/**
 * How long a host is left alone after `strikes` in a row. One that says for how long is believed, but if it refuses again
 * and again it gets more than that: some always say 0.
 */
function penaltyOf(end: TurnEnd & { kind: 'refused' | 'failed' }, strikes: number): number {
  if (end.kind === 'failed') return backOff(FAILED_MS, strikes, MAX_FAILED_MS);
  const { retry_after_ms } = end;
  if (retry_after_ms === undefined) return backOff(REFUSED_MS, strikes, MAX_REFUSED_MS);
  return Math.max(Math.min(retry_after_ms, MAX_PENALTY_MS), backOff(REFUSED_MS, strikes - 1, MAX_REFUSED_MS));
}

/** Doubled with every strike after the first; nothing before it. */
function backOff(first_ms: number, strikes: number, most_ms: number): number {
  return strikes < 1 ? 0 : Math.min(first_ms * 2 ** Math.min(strikes - 1, 30), most_ms);
}

/** As if every one of the answers had taken what they took on average. */
function smoothed(before_ms: number | null, { count, total_ms }: Answers): number | null {
  if (count === 0) return before_ms;
  const mean_ms = total_ms / count;
  if (before_ms === null) return mean_ms;
  return mean_ms + (before_ms - mean_ms) * (1 - WEIGHT) ** count;
}

/**
 * How a host may be asked. Between starts lies the longest of three times: our own delay, the host's Crawl-delay, and
 * `delay_factor` times what it takes to answer, so that about one request in `delay_factor` such times is under way,
 * whatever the number that may be (the AutoThrottle of Scrapy with a target concurrency of 1 / `delay_factor`; the delay
 * factor of Heritrix). A host with a Crawl-delay, or in trouble, is asked for one page at a time.
 */
export function paceOf(health: HostHealth, rules: PaceRules): Pace {
  const oneAtATime = crawlDelay(rules) > 0 || health.strikes > 0;
  return {
    spacing_ms: Math.max(declaredDelay(rules), adaptedDelay(health, rules.delay_factor)),
    concurrency: oneAtATime ? 1 : rules.concurrency,
  };
}

/** Ms between two starts that somebody asked for, we or the host, whatever is learnt of it. */
export function declaredDelay(rules: PaceRules): number {
  return Math.max(rules.delay_ms, crawlDelay(rules));
}

function crawlDelay({ crawl_delay_ms = 0 }: PaceRules): number {
  return Math.min(crawl_delay_ms, MAX_CRAWL_DELAY_MS);
}

function adaptedDelay({ response_ms }: HostHealth, delay_factor: number): number {
  if (response_ms === null || response_ms < FAST_MS) return 0;
  return Math.round(Math.min(delay_factor * response_ms, MAX_ADAPTED_MS));
}
