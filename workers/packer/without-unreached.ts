import { type Outcome, isKeptOut } from '#core/crawl/outcome.ts';
import { hostMatches, scopeOf } from '#core/crawl/scope.ts';
import { hostOf } from '#core/crawl/url.ts';
import { visitLength } from '#core/crawl/visit-length.ts';
import { type Crawl, mayLetIn } from '#core/tables/crawls.ts';
import { readUrls } from '#core/tables/frontier.ts';
import { PENDING, type Page } from '#core/tables/pages.ts';
import { CLOCKS_APART_MS } from './clocks-apart.ts';
import type { OverCrawl } from './over-crawls.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'clock'> & {
  readonly settings: Pick<PackerDeps['settings'], 'fetch_timeout_ms'>;
};

/** A page, and the crawls that are over in whose scope it lies. */
export interface Covered {
  readonly page: Page;
  readonly covering: readonly Covering[];
}

export interface Covering extends Pick<OverCrawl, 'crawl' | 'complete' | 'spared'> {
  /** Why the rules of the index keep a page out of the crawl; undefined where they do not. @param url canonical. */
  readonly ruledOut: (url: string) => string | undefined;
}

/** A page that a crawl would drop, should nobody have reached it. */
interface Candidate {
  readonly page: Page;
  readonly crawl: Crawl;
  /** Crawls that ended beside that one, whose frontiers tell as well what is reached. */
  readonly beside: readonly Crawl[];
  /** What is said of it then. */
  readonly outcome: Outcome;
}

/**
 * Marks pages absent that a complete crawl of their scope did not reach. Where the rules of the index keep them out,
 * any crawl that was not cancelled will do: that is the owner's word, and needs no look at the rest of the site. What
 * another crawl reached meanwhile stays: crawls of one site begin at different pages, and each finds what the others do
 * not. Each frontier is asked once for all.
 * @param active the crawls of the index that are not packed and reported.
 * @returns the pages as they are then, in the same order.
 */
export async function withoutUnreached(
  deps: Deps,
  covered: readonly Covered[],
  active: readonly Crawl[],
): Promise<Page[]> {
  const candidates = covered.flatMap((one) => candidatesOf(deps, one));
  const unreached = new Map<Page, Outcome>();
  for (const { page, outcome } of await withoutReached(deps, candidates, active))
    if (!unreached.has(page)) unreached.set(page, outcome);
  return Promise.all(
    covered.map(async ({ page }) => {
      const outcome = unreached.get(page);
      return outcome === undefined ? page : drop(deps, page, outcome);
    }),
  );
}

function candidatesOf(deps: Deps, { page, covering }: Covered): Candidate[] {
  if (page.origin !== 'crawl' || page.state !== 'present' || page.mark === PENDING) return [];
  return covering
    .filter((one) => page.crawl_id !== one.crawl.sk && !isOfAnother(deps, page, one))
    .flatMap((one) => {
      const outcome = outcomeOf(page, one);
      const { crawl, spared } = one;
      return outcome === undefined ? [] : [{ page, crawl, beside: spared?.ended ?? [], outcome }];
    });
}

/** What is said of a page that a crawl did not reach; undefined where that says nothing about it. */
function outcomeOf({ url }: Page, { crawl, complete, spared, ruledOut }: Covering): Outcome | undefined {
  if (crawl.state === 'cancelled') return undefined;
  const rule = ruledOut(url);
  if (rule !== undefined)
    return { kind: 'refused', by: 'rule', reason: `${rule}; crawl ${crawl.sk} did not read it` };
  if (!complete || spared?.crawls.some((other) => scopeOf(other)(url)) === true) return undefined;
  return { kind: 'unreached', reason: `crawl ${crawl.sk} found no link to it that it may follow` };
}

/**
 * Whether another crawl has read the page since this one began, or one beside it that it spares, or reads it now. A visit for a
 * client is no crawl's.
 */
function isOfAnother(
  { clock, settings }: Pick<Deps, 'clock' | 'settings'>,
  page: Page,
  { crawl, spared }: Covering,
): boolean {
  const { crawl_id = '', fetched_at_ms = 0, visit_for, visit_owner, visit_until_ms } = page;
  const { since_ms = crawl.started_at_ms } = spared ?? {};
  const now_ms = clock.now();
  // A time from the future is of a clock that was wrong, and may be of any age: it would keep the page for good.
  const latest_ms = now_ms + CLOCKS_APART_MS;
  const isRead = crawl_id !== '' && fetched_at_ms >= since_ms && fetched_at_ms <= latest_ms;
  const isVisited =
    visit_until_ms > now_ms && visit_until_ms <= latest_ms + visitLength(settings.fetch_timeout_ms);
  return isRead || (visit_owner !== '' && visit_for !== '' && isVisited);
}

/**
 * The candidates whose page is neither in the frontier of the crawl that would drop it, nor in one of those that go on or
 * ended beside it: a later visit may have been for another crawl or a client, and the frontier of one that reached the
 * page remembers.
 */
async function withoutReached(
  { table }: Pick<Deps, 'table'>,
  candidates: readonly Candidate[],
  active: readonly Crawl[],
): Promise<readonly Candidate[]> {
  let left = candidates;
  const others = new Map(
    [...active, ...candidates.flatMap(({ beside }) => beside)].map((one) => [one.sk, one]),
  );
  const going_on = new Set(active.map(({ sk }) => sk));
  for (const crawl_id of new Set([...candidates.map(({ crawl }) => crawl.sk), ...others.keys()])) {
    const other = others.get(crawl_id);
    const isBeside = ({ beside }: Candidate): boolean => beside.some(({ sk }) => sk === crawl_id);
    const isAsked = (candidate: Candidate): boolean =>
      candidate.crawl.sk === crawl_id ||
      (other !== undefined &&
        (going_on.has(crawl_id) || isBeside(candidate)) &&
        mayFollow(other, candidate.page));
    const asked = left.filter(isAsked);
    if (asked.length === 0) continue;
    const rows = await readUrls(
      table,
      crawl_id,
      asked.map(({ page }) => page.url),
    );
    // What a crawl was kept from it did not reach, whether it noted that or not.
    const reached = new Set(asked.filter((_, n) => rows[n] !== undefined && !isKeptOut(rows[n].outcome)));
    left = left.filter((candidate) => !reached.has(candidate));
  }
  return left;
}

/** Whether a crawl follows links to the page. Its row may be older than what its start page let in. */
function mayFollow(crawl: Crawl, { url }: Page): boolean {
  const host = hostOf(url);
  return hostMatches(crawl.domains, host) || mayLetIn(crawl, host);
}

async function drop({ table }: Pick<Deps, 'table'>, page: Page, outcome: Outcome): Promise<Page> {
  const set = {
    state: 'absent',
    mark: PENDING,
    outcome,
    // A visit under way would write that the page is as it was before: it has to begin anew.
    visit_owner: '',
  };
  const { crawl_id, visit_owner } = page;
  const changed = await table.update('pages', page, { set }, { crawl_id, visit_owner, mark: undefined });
  return changed === undefined ? page : { ...page, state: 'absent', mark: PENDING, outcome };
}
