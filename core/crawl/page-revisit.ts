import type { Page } from '#core/tables/pages.ts';
import { adaptiveInterval } from './schedule-adaptive.ts';
import { type ChangeRate, NO_CHANGE_RATE, withRevisit } from './schedule-change-rate.ts';
import { spread } from './schedule-spread.ts';

/** What is known of a page, as far as it matters here. */
type Known = Pick<Page, 'state' | 'outcome' | 'content_hash' | 'asked_at_ms' | 'lastmod_ms' | 'changes'>;

/** What is wanted of it. */
interface Wanted {
  readonly url: string;
  /** When it was last changed, as a sitemap says that can be believed. */
  readonly lastmod_ms?: number | undefined;
}

const DAY_S = 86_400;
/** Chance that a page has changed unseen by the time when it is asked for. Of many pages it is the share that is old. */
const STALE_SHARE = 0.1;
/**
 * By up to so much of its interval a page is asked for sooner. With more, some would be asked for nearly as often as before.
 */
const SPREAD_SHARE = 0.25;
/** Weight of two visits that compared (schedule-change-rate.ts): after one alone nothing is known of a page. */
const LEAST_VISITED = 1.5;

/**
 * Adds to what is known of how often a page changes what a visit found.
 * @param before what was known of the page; nothing is added after its first visit.
 * @param now_ms Unix ms.
 */
export function withVisit(
  before: Pick<Page, 'asked_at_ms' | 'changes'> | undefined,
  changed: boolean,
  now_ms: number,
): ChangeRate | undefined {
  if (before?.asked_at_ms === undefined) return before?.changes;
  const elapsed_s = (now_ms - before.asked_at_ms) / 1000;
  return withRevisit(before.changes ?? NO_CHANGE_RATE, { visited: 1, changed: changed ? 1 : 0, elapsed_s });
}

/**
 * When a page is due that is not due yet, Unix ms: as long after its site was asked for it last as it takes until it
 * has changed with a chance of one in ten, by how often it did; no longer than twice its usual interval, nor than
 * `most_days`. Up to a quarter of that sooner, each page by a share of its own: else pages that were found together
 * would be asked for together for good.
 *
 * `undefined` when it is due: it is time, too little is known of it, it was not there the last time, a sitemap says
 * something new of it, or it is said to have been asked for in the future.
 */
export function dueAt(
  { url, lastmod_ms }: Wanted,
  known: Known | undefined,
  now_ms: number,
  most_days: number,
): number | undefined {
  if (known === undefined) return undefined;
  const { state, outcome, content_hash, asked_at_ms = Infinity, changes = NO_CHANGE_RATE } = known;
  if (state !== 'present' || content_hash === undefined || asked_at_ms > now_ms) return undefined;
  if (outcome?.kind !== 'indexed' && outcome?.kind !== 'unchanged') return undefined;
  if (lastmod_ms !== undefined && lastmod_ms !== known.lastmod_ms) return undefined;
  if (changes.visited < LEAST_VISITED) return undefined;
  const usual_s = changes.elapsed_s / changes.visited;
  const bounds = { least_s: 0, most_s: most_days * DAY_S, stale_share: STALE_SHARE };
  const interval_s = adaptiveInterval(changes, usual_s, bounds) * (1 - spread('revisit', url) * SPREAD_SHARE);
  const due_ms = asked_at_ms + interval_s * 1000;
  return due_ms > now_ms ? due_ms : undefined;
}
