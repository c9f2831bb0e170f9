import { urlOf } from '#core/crawl/url.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { type EndedVisit, EndedVisits } from './ended-visits.ts';
import type { MakeInvariant } from './invariant.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';
import { VisitRules } from './visit-rules.ts';

/** What the site has said of a page so far. */
interface Known {
  /** When it was asked last, at the latest and at the earliest; virtual ms. */
  readonly latest_ms: number;
  readonly earliest_ms: number;
  /**
   * Over visits that could compare, an older one of less weight: how many there were, how many found no change, how far
   * apart they were.
   */
  readonly visits: number;
  readonly same: number;
  readonly apart_ms: number;
  /** The clocks of all who made them were true. */
  readonly isTrue: boolean;
}

/** As ADR 0027 has it. */
const STALE_SHARE = 0.1;
const MOST_LENGTHENED = 2;
const KEPT = 0.7;
const LEAST_VISITS = 1.5;
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

/** As a visit words it that does not ask for a page because of what a sitemap says. */
const BY_SITEMAP = 'the sitemap says that it has not changed';

/**
 * I15: a page that rests is asked for again no later than its bound. A page rests when a visit takes it for unchanged
 * without asking its site, and not by word of a sitemap. Checked whenever a visit ends so:
 * - it is of a crawl, not of its start page, by settings that let pages rest; the row said that the page was there, as
 *   its last visit had found it;
 * - the site has answered for the page three times at least;
 * - the visit was claimed no later after the last answer than a page takes to change with a chance of one in ten, at
 *   the rate at which it did, nor than twice the mean time between its visits, nor than the days that are set. All of
 *   that is reckoned anew, by the requests and the rows that were seen.
 *
 * And a row says that the site has answered only where it was asked in that visit.
 *
 * Where the clock of anybody was wrong who visited the page, its bound is not known. That a sitemap says something new
 * of a page is not looked at.
 */
export const restsBounded: MakeInvariant = () => {
  const clocks = new TrueClocks();
  const visits = new EndedVisits();
  const rules = new VisitRules();
  const starts = new Map<string, string | undefined>();
  const known = new Map<string, Known>();
  let comparisons = 0;
  const wrongRest = (visit: EndedVisit): string | undefined => {
    const { by, before, after, claimed_ms } = visit;
    if (before.visit_for === '') return 'a client asked for it';
    if (starts.get(before.visit_for) === after.url) return 'its crawl starts there';
    const adaptive = rules.of(after.pk, by, claimed_ms).filter(({ crawl }) => crawl?.revisit === 'adaptive');
    if (adaptive.length === 0) return 'its index has every page asked for';
    const { state, outcome } = before;
    if (state !== 'present' || (outcome?.kind !== 'indexed' && outcome?.kind !== 'unchanged'))
      return `it was ${state} (${outcome?.kind ?? 'never read'})`;
    const all = known.get(nameOf(visit));
    if (all === undefined || all.visits < LEAST_VISITS)
      return 'its site has answered for it less than three times';
    if (!all.isTrue || !clocks.isTrue(by, claimed_ms)) return undefined;
    comparisons += 1;
    const bound_ms = longestRest(all, adaptive);
    const rested_ms = claimed_ms - all.latest_ms;
    return rested_ms <= bound_ms + 2 * CLOCK_ERROR_MS
      ? undefined
      : `it was asked for ${Math.round(rested_ms)} ms ago, and may rest for ${Math.round(bound_ms)} ms`;
  };
  const check = (visit: EndedVisit): string | undefined => {
    const { by, before, after, requests } = visit;
    const said = (wrong: string): string =>
      `${by} visited ${after.url} of "${after.pk}" for "${before.visit_for}": ${wrong}`;
    if (after.asked_at_ms !== before.asked_at_ms) {
      if (requests.length === 0) return said('it says that the site has answered, which was not asked');
      known.set(
        nameOf(visit),
        answered(known.get(nameOf(visit)), visit, clocks.isTrue(by, visit.claimed_ms)),
      );
      return undefined;
    }
    const { outcome } = after;
    if (outcome?.kind !== 'unchanged' || outcome.reason.startsWith(BY_SITEMAP)) return undefined;
    const wrong = wrongRest(visit);
    return wrong === undefined ? undefined : said(`it was left to rest, and ${wrong}`);
  };
  return {
    name: 'I15',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      clocks.on(event);
      rules.on(event);
      if (event.type !== 'row' && event.type !== 'asked') return undefined;
      if (event.type === 'row' && event.table === 'crawls')
        noteStart(starts, crawlSchema.safeParse(event.after).data);
      // A page that is forgotten with its index is a new one when it is seen again.
      if (event.type === 'row' && event.table === 'pages' && event.after === undefined)
        known.delete(`${event.before?.pk} ${event.before?.sk}`);
      const visit = visits.on(event);
      return visit === undefined ? undefined : check(visit);
    },
  };
};

function nameOf({ after }: EndedVisit): string {
  return `${after.pk} ${after.sk}`;
}

function noteStart(starts: Map<string, string | undefined>, crawl: Crawl | undefined): void {
  if (crawl !== undefined && !starts.has(crawl.sk)) starts.set(crawl.sk, urlOf(crawl));
}

function answered(known: Known | undefined, visit: EndedVisit, isTrue: boolean): Known {
  const { before, after, requests, claimed_ms, ended_ms } = visit;
  const times = { latest_ms: ended_ms, earliest_ms: requests[0]?.at_ms ?? claimed_ms };
  if (known === undefined) return { ...times, visits: 0, same: 0, apart_ms: 0, isTrue };
  const isSame = after.state === before.state && after.content_hash === before.content_hash;
  return {
    ...times,
    visits: known.visits * KEPT + 1,
    same: known.same * KEPT + (isSame ? 1 : 0),
    apart_ms: known.apart_ms * KEPT + ended_ms - known.earliest_ms + 2 * CLOCK_ERROR_MS,
    isTrue: known.isTrue && isTrue,
  };
}

/**
 * For how long a page may rest at most, in ms. Changes are taken to come at random, as many as would leave such a share
 * of visits without one.
 */
function longestRest({ visits, same, apart_ms }: Known, settings: readonly IndexSettings[]): number {
  const days = Math.max(...settings.map(({ crawl }) => crawl?.revisit_days ?? DEFAULT_DAYS));
  const usual_ms = apart_ms / visits;
  const changes_per_usual = -Math.log((same + 0.5) / (visits + 0.5));
  const seldom = changes_per_usual > 0 ? -Math.log(1 - STALE_SHARE) / changes_per_usual : Infinity;
  return Math.min(days * DAY_MS, usual_ms * Math.min(MOST_LENGTHENED, seldom));
}
