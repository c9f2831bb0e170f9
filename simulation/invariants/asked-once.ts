import { isKeptOut } from '#core/crawl/outcome.ts';
import { pathOf } from '#core/crawl/url.ts';
import { type FrontierRow, frontierSchema } from '#core/tables/frontier.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

/** A visit that a process claimed, in this life of it. */
interface Visit {
  readonly owner: string;
  readonly url: string;
  asked: boolean;
  /** Virtual ms; Infinity while the claim stands. */
  ended_at_ms: number;
}

/** A request that is stopped may have been on its way when its visit was given up. */
const ON_ITS_WAY_MS = 100;
/** Clocks go up to 2 % wrong. */
const CLOCK_TOLERANCE = 0.97;

/**
 * I2: a crawl asks for a URL once, retries of failures and a crash aside. A page is asked for in a visit, which is
 * claimed in its row. Checked at every claim and every request:
 * - a request for a page is within a claim of the same life of its process, and the only one in it; a claim that the packer
 * took away, as no crawl reaches the page, has its one request still: the visit does not hear of it before its answer;
 * - a page is claimed for a crawl only while its row does not have what it came to for that crawl: so a crawl asks
 *   again only after a visit that ended without a result, by a failed call, a host that failed, a claim that was lost
 *   or a crash; or when it opened the page once more, as the URL that it names as its own came to nothing, or is a page
 *   after all;
 * - it is not claimed again after as many failures of its host as the settings allow tries;
 * - a claim is not taken from another before it ends by its time, where the taker's clock can be believed, or else has stood
 * for the whole length of a visit.
 *
 * As built the row remembers one crawl, the last: two crawls of a page at a time, or a client's `index` amid a crawl, may
 * each have it visited again. That is not claimed here.
 */
export const askedOnce: MakeInvariant = (world) => {
  const { config } = world;
  const clocks = new TrueClocks();
  const visits = new Map<string, Visit[]>();
  /** Pages that crawls opened once more, by crawl and page. */
  const again = new Map<string, FrontierRow['again']>();
  /** By page, when its last claim was made. */
  const claimed = new Map<string, number>();
  let comparisons = 0;
  // As app/open-page-reading.ts has it; who watches a claim has a clock that may go too fast.
  const visit_ms = 2 * (config.fetch_timeout_ms + 5000) * CLOCK_TOLERANCE;
  const row = (event: EventOf<'row'>, by: string, at_ms: number): string | undefined => {
    const before = pageSchema.safeParse(event.before).data;
    const after = pageSchema.safeParse(event.after).data;
    if (after === undefined && event.after !== undefined)
      return `${by} wrote a row of page ${event.after.sk} that cannot be read`;
    const mine = (visits.get(by) ?? []).filter((visit) => at_ms - visit.ended_at_ms <= ON_ITS_WAY_MS);
    const owner = before?.visit_owner ?? '';
    if (after === undefined || after.visit_owner === owner) return undefined;
    if (after.visit_owner === '') {
      // The visit goes on, and hears of it when it has its answer.
      if (isTakenAway(before, after)) return undefined;
      for (const visit of mine) if (visit.owner === owner) endVisit(visit, mine, at_ms);
      visits.set(by, mine);
      return undefined;
    }
    visits.set(by, [
      ...mine,
      { owner: after.visit_owner, url: after.url, asked: false, ended_at_ms: Infinity },
    ]);
    comparisons += 1;
    const page = `${after.pk} ${after.sk}`;
    const stood_ms = at_ms - (claimed.get(page) ?? -Infinity);
    claimed.set(page, at_ms);
    const stands = clocks.isTrue(by) && world.wallNow() + CLOCK_ERROR_MS < (before?.visit_until_ms ?? 0);
    const early = stands && stood_ms < visit_ms;
    const wanted = again.get(`${after.visit_for} ${after.sk}`);
    const wrong = wrongClaim(before, after, { early, wanted, most_failures: config.fetch_attempts });
    return wrong === undefined ? undefined : `${by} claimed ${after.url} of "${after.pk}": ${wrong}`;
  };
  const asked = ({ url }: EventOf<'asked'>, by: string, at_ms: number): string | undefined => {
    if (pathOf(url) === '/robots.txt') return undefined;
    comparisons += 1;
    const mine = (visits.get(by) ?? []).filter(
      (visit) => visit.url === url && at_ms - visit.ended_at_ms <= ON_ITS_WAY_MS,
    );
    const visit = mine.find((one) => !one.asked);
    if (visit !== undefined) {
      visit.asked = true;
      return undefined;
    }
    return mine.length === 0
      ? `${by} asked for ${url} and had not claimed it`
      : `${by} asked for ${url} twice in a visit`;
  };
  return {
    name: 'I2',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      clocks.on(event);
      if (event.type === 'process' && event.change === 'started') visits.delete(event.by);
      if (event.type === 'asked') return asked(event, event.by, event.at_ms);
      if (event.type === 'row' && event.table === 'frontier') return openedAgain(event, again);
      return event.type === 'row' && event.table === 'pages' ? row(event, event.by, event.at_ms) : undefined;
    },
  };
};

/** Notes what is open once more. @returns what is wrong: it was opened so before. */
function openedAgain(
  { before, after }: EventOf<'row'>,
  again: Map<string, FrontierRow['again']>,
): string | undefined {
  const [was, is] = [frontierSchema.safeParse(before).data, frontierSchema.safeParse(after).data];
  const row = is ?? was;
  if (row === undefined) return undefined;
  const key = `${row.pk} ${row.sk}`;
  // Closed again at once, as by who knows that the crawl has come to a limit, it may be visited by who does not.
  if (is?.again === undefined) again.delete(key);
  else again.set(key, is.again);
  const isReopened = was !== undefined && was.mark === undefined && is?.mark !== undefined;
  return isReopened && was.again !== undefined
    ? `crawl ${row.pk} opened ${row.url} once more for the second time`
    : undefined;
}

interface ClaimLaw {
  /** The claim before stands by its time. */
  readonly early: boolean;
  /** How the crawl wants the page once more. */
  readonly wanted: FrontierRow['again'];
  readonly most_failures: number;
}

function wrongClaim(
  before: Page | undefined,
  after: Page,
  { early, wanted, most_failures }: ClaimLaw,
): string | undefined {
  const crawl_id = after.visit_for;
  if (before !== undefined && before.visit_owner !== '' && early)
    return `the claim of "${before.visit_owner}" stands until ${before.visit_until_ms}`;
  const outcome = crawl_id !== '' && before?.crawl_id === crawl_id ? before.outcome : undefined;
  const isWanted = wanted !== undefined && before?.again !== wanted;
  if (outcome !== undefined && !isWanted) return `crawl ${crawl_id} had visited it (${outcome.kind})`;
  return after.failures < most_failures
    ? undefined
    : `its host failed ${after.failures} times for this, and ${most_failures} tries are allowed`;
}

/** By the packer, from a visit for a client: a page that a crawl did not reach, or was kept from, has to be visited anew. */
function isTakenAway(before: Page | undefined, { state, outcome }: Page): boolean {
  return (
    before?.state === 'present' && state === 'absent' && (outcome?.kind === 'unreached' || isKeptOut(outcome))
  );
}

/**
 * Ends a visit. A URL may be visited for two indexes at a time, and a request does not tell for which it is: that of a visit
 * which still goes on may have been this one's.
 */
function endVisit(visit: Visit, all: readonly Visit[], at_ms: number): void {
  visit.ended_at_ms = at_ms;
  const other = all.find(
    ({ url, asked, ended_at_ms }) => url === visit.url && asked && ended_at_ms === Infinity,
  );
  if (visit.asked || other === undefined) return;
  visit.asked = true;
  other.asked = false;
}
