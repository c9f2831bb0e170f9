import { admitLink, linkContext, ruledOutBy } from '#core/crawl/admit-link.ts';
import { type Outcome, isKeptOut, isReadAsPage, pointsTo } from '#core/crawl/outcome.ts';
import { pageKey, schemeOf, urlOf } from '#core/crawl/url.ts';
import { MOST_REDIRECTS } from '#core/crawl/visit.ts';
import { isBlinding } from '#core/crawl/summary.ts';
import { scopeOf } from '#core/crawl/scope.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import { type FrontierRow, frontierSchema, isOfStart } from '#core/tables/frontier.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { FailedVisits } from './failed-visits.ts';
import type { MakeInvariant } from './invariant.ts';
import { RulesSeen } from './rules-seen.ts';
import { SettingsSeen } from './settings-seen.ts';
import { VisitRules } from './visit-rules.ts';

const isPageThere = (status: number): boolean => status >= 200 && status < 300;

/** Answers of a site that an outcome can come of. */
const ANSWERS: Readonly<Partial<Record<Outcome['kind'], (status: number) => boolean>>> = {
  gone: (status) => status === 404 || status === 410,
  redirected: (status) => status >= 300 && status < 400,
  unsupported: isPageThere,
  refused: (status) => isPageThere(status) || status === 304,
};

/** Ends the reason of a page that was not asked for, but read from what was stored of it. */
const FROM_STORAGE = '; read anew from storage';

/**
 * I12, the other half: a row says that a page that was there is so no more only for a cause that is true. Checked
 * whenever a row goes from `present` to `absent`:
 * - by a visit: its outcome is one that says so, and since the visit was claimed its process got an answer of the site
 *   for this URL that means it; robots.txt alone needs none. One that read the page anew from storage goes by an answer
 *   that any process got, whenever that was;
 * - as an alias, in no visit: its last visit said that it is one, and what it points to, over redirects and other
 *   aliases, is a page by its row, or asks not to be indexed, as far as the rows on the way are known;
 * - by a visit that failed: if so many in a row did as its index or the configuration asks for, this one with them,
 *   over so long a time, as far as the clocks of all who visited it are true; of settings that changed, by any that the
 *   visit may have gone by;
 * - as unreached: by a crawl whose URLs are all closed, that no limit cut, that read at least one page and its start
 *   page, in whose scope the page lies and in whose frontier it is not, but as kept out; never a page that a client
 *   brought in. It came to every page in its scope, of its own scheme, that is remembered as the start of a crawl of the index,
 *   unless such a crawl went on beside it, the page is gone or may not be read, or the settings name start pages;
 * - as kept out by a rule of the index, one that the packer may have read there: likewise, but by any crawl that was not
 * cancelled before, whatever it saw.
 */
export const pageGoneForCause: MakeInvariant = ({ config }) => {
  const failures = new FailedVisits();
  const visit_rules = new VisitRules();
  const link_rules = new RulesSeen(config);
  const settings = new SettingsSeen();
  const crawls = new Map<string, Crawl>();
  /** When crawls were cancelled, virtual ms. */
  const cancelled = new Map<string, number>();
  const frontiers = new Map<string, Map<string, FrontierRow>>();
  /** Pages at which crawls began, by index. */
  const starts = new Map<string, Set<string>>();
  const claimed = new Map<string, number>();
  let comparisons = 0;
  const answers = new Map<string, { at_ms: number; status: number }>();
  /** Rows of pages, by index and key. */
  const pages = new Map<string, Page>();
  /** URLs that were ever answered with a page. */
  const stored = new Set<string>();
  const note = (event: WorldEvent): void => {
    failures.on(event);
    visit_rules.on(event);
    link_rules.on(event);
    settings.on(event);
    if (event.type === 'asked' && event.status !== undefined) {
      answers.set(`${event.by} ${event.url}`, { at_ms: event.at_ms, status: event.status });
      if (isPageThere(event.status)) stored.add(event.url);
    }
    if (event.type !== 'row') return;
    const crawl = event.table === 'crawls' ? crawlSchema.safeParse(event.after).data : undefined;
    if (crawl !== undefined) crawls.set(crawl.sk, crawl);
    if (event.table === 'crawls') noteStart(starts, event);
    if (crawl?.state === 'cancelled' && !cancelled.has(crawl.sk)) cancelled.set(crawl.sk, event.at_ms);
    if (event.table === 'frontier') noteUrl(frontiers, event);
    const page = event.table === 'pages' ? pageSchema.safeParse(event.after).data : undefined;
    if (page !== undefined) pages.set(`${page.pk} ${page.sk}`, page);
    else if (event.table === 'pages') pages.delete(`${event.before?.pk} ${event.before?.sk}`);
    const owner = event.table === 'pages' ? event.after?.['visit_owner'] : undefined;
    if (typeof owner === 'string' && owner !== '' && owner !== event.before?.['visit_owner'])
      claimed.set(owner, event.at_ms);
  };
  const tooSoon = (before: Page, event: WorldEvent): string | undefined => {
    const since_ms = claimed.get(before.visit_owner) ?? event.at_ms;
    const wrong = visit_rules.of(before.pk, event.by, since_ms).map(({ crawl }) => {
      const { grace_days = config.grace_days, grace_tries = config.grace_tries } = crawl ?? {};
      return failures.tooFew(before, event, { grace_days, grace_tries });
    });
    return wrong.includes(undefined) ? undefined : wrong[0];
  };
  const byVisit = (before: Page, outcome: Outcome, event: WorldEvent): string | undefined => {
    comparisons += 1;
    if (isBlinding(outcome)) return tooSoon(before, event);
    const means = ANSWERS[outcome.kind];
    if (means === undefined) return `its outcome is "${outcome.kind}", which does not say so`;
    if (outcome.kind === 'refused') {
      if (outcome.by === 'robots') return undefined;
      if (outcome.by !== 'noindex') return `it was refused by "${outcome.by}", which does not say so`;
      if (outcome.reason.endsWith(FROM_STORAGE))
        return stored.has(before.url) ? undefined : 'it was read from storage, and the site never gave it';
    }
    const answer = answers.get(`${event.by} ${before.url}`);
    const since_ms = claimed.get(before.visit_owner) ?? Infinity;
    if (answer === undefined || answer.at_ms < since_ms)
      return `it is "${outcome.kind}", and the site was not asked`;
    return means(answer.status)
      ? undefined
      : `it is "${outcome.kind}", and the site answered ${answer.status}`;
  };
  const asAlias = (before: Page): string | undefined => {
    comparisons += 1;
    let page: Page | undefined = before;
    for (let steps = 0; steps <= 2 * MOST_REDIRECTS; steps += 1) {
      const to = pointsTo(page.outcome);
      if (to === undefined) break;
      page = pages.get(`${before.pk} ${pageKey(to)}`);
      // A redirect is followed by the URL that is left of it when it is cleaned.
      if (page === undefined) return undefined;
    }
    const isPage = page.state === 'present' || (page.outcome !== undefined && isReadAsPage(page.outcome));
    return isPage ? undefined : `it is an alias in the end of ${page.url}, which is no page`;
  };
  /** A start page of before that a crawl had to come to, and did not. */
  const unseenStart = (
    crawl: Crawl,
    urls: ReadonlyMap<string, FrontierRow>,
    { by, at_ms }: WorldEvent,
  ): string | undefined => {
    const since_ms = link_rules.since_ms(by, at_ms);
    if (settings.since(crawl.pk, since_ms).some((set) => set.crawl?.start !== undefined)) return undefined;
    const rules = link_rules.for(crawl.pk, by, at_ms);
    const isAny = scopeOf(crawl);
    const isBeside = ({ sk, pk, mark, finished_at_ms = 0 }: Crawl): boolean =>
      sk !== crawl.sk && pk === crawl.pk && (mark !== undefined || finished_at_ms >= crawl.started_at_ms);
    const beside = new Set([...crawls.values()].filter(isBeside).map(urlOf));
    return [...(starts.get(crawl.pk) ?? [])].find((url) => {
      if (beside.has(url)) return false;
      const outcome = pages.get(`${crawl.pk} ${pageKey(url)}`)?.outcome;
      if (outcome === undefined || outcome.kind === 'gone' || outcome.kind === 'unreached') return false;
      if (!isAny(url) || schemeOf(url) !== crawl.scheme || urls.has(pageKey(url))) return false;
      const verdicts = rules.map((one) => admitLink(url, one, linkContext(crawl)));
      return verdicts.every((verdict) => verdict.kind === 'ok' && verdict.url === url);
    });
  };
  const unreached = (before: Page, reason: string, event: WorldEvent): string | undefined => {
    comparisons += 1;
    const id = /^crawl (\S+) found no link to it that it may follow$/.exec(reason)?.[1] ?? '';
    const crawl = crawls.get(id);
    if (crawl === undefined) return `no crawl is known that did not reach it: ${reason}`;
    if (crawl.cut) return `crawl ${id} was cut by a limit`;
    const urls = frontiers.get(id) ?? new Map<string, FrontierRow>();
    const wrong = notMissed(before, crawl, urls);
    if (wrong !== undefined) return wrong;
    if (!sawTheSite([...urls.values()], crawl)) return `crawl ${id} could not read the site`;
    const unseen = unseenStart(crawl, urls, event);
    return unseen === undefined
      ? undefined
      : `crawl ${id} did not come to ${unseen}, where another one began`;
  };
  const ruledOut = (before: Page, reason: string, { by, at_ms }: WorldEvent): string | undefined => {
    comparisons += 1;
    const [, rule = '', id = ''] = /^(.*); crawl (\S+) did not read it$/.exec(reason) ?? [];
    const crawl = crawls.get(id);
    if (crawl === undefined) return `no crawl is known that it was kept out of: ${reason}`;
    // The packer may have looked before it was.
    if ((cancelled.get(id) ?? Infinity) < link_rules.since_ms(by, at_ms)) return `crawl ${id} was cancelled`;
    const isRule = link_rules
      .for(before.pk, by, at_ms)
      .some((one) => ruledOutBy(one, linkContext(crawl))(before.url) === rule);
    if (!isRule) return `no rule of "${before.pk}" says so: ${reason}`;
    return notMissed(before, crawl, frontiers.get(id) ?? new Map<string, FrontierRow>());
  };
  return {
    name: 'I12',
    comparisons: () => comparisons,
    on(event) {
      const wrong =
        event.type === 'row' && event.table === 'pages'
          ? wentAbsent(event, { byVisit, asAlias, unreached, ruledOut })
          : undefined;
      note(event);
      return wrong;
    },
  };
};

function noteStart(starts: Map<string, Set<string>>, { before, after }: EventOf<'row'>): void {
  const row = after ?? before;
  if (row?.pk.startsWith(STARTS) !== true) return;
  const index = row.pk.slice(STARTS.length);
  const urls = starts.get(index) ?? new Set<string>();
  starts.set(index, urls);
  const url = row['url'];
  if (typeof url !== 'string') return;
  if (after === undefined) urls.delete(url);
  else urls.add(url);
}

/** Where the start pages of an index are remembered. */
const STARTS = 'starts ';

function noteUrl(frontiers: Map<string, Map<string, FrontierRow>>, { before, after }: EventOf<'row'>): void {
  const row = frontierSchema.safeParse(after).data;
  if (row === undefined) {
    if (before !== undefined) frontiers.get(before.pk)?.delete(before.sk);
    return;
  }
  const urls = frontiers.get(row.pk) ?? new Map<string, FrontierRow>();
  frontiers.set(row.pk, urls.set(row.sk, row));
}

function wentAbsent(
  event: EventOf<'row'> & WorldEvent,
  cause: {
    readonly byVisit: (before: Page, outcome: Outcome, event: WorldEvent) => string | undefined;
    readonly asAlias: (before: Page) => string | undefined;
    readonly unreached: (before: Page, reason: string, event: WorldEvent) => string | undefined;
    readonly ruledOut: (before: Page, reason: string, event: WorldEvent) => string | undefined;
  },
): string | undefined {
  const before = pageSchema.safeParse(event.before).data;
  const after = pageSchema.safeParse(event.after).data;
  if (before?.state !== 'present' || after?.state !== 'absent') return undefined;
  const { outcome } = after;
  const wrongCause = (): string | undefined => {
    if (outcome === undefined) return 'it has no outcome';
    if (outcome.kind === 'unreached') return cause.unreached(before, outcome.reason, event);
    if (outcome.kind === 'refused' && outcome.by === 'rule')
      return cause.ruledOut(before, outcome.reason, event);
    if (before.visit_owner === '' && outcome.kind === 'alias') return cause.asAlias(before);
    return cause.byVisit(before, outcome, event);
  };
  const wrong = wrongCause();
  return wrong === undefined
    ? undefined
    : `${event.by} says that ${before.url} of "${before.pk}" is gone: ${wrong}`;
}

/** Whether a page was none of the business of a crawl that dropped it: it reached it, or is not over. */
function notMissed(
  { origin, pk, sk, url }: Page,
  crawl: Crawl,
  urls: ReadonlyMap<string, FrontierRow>,
): string | undefined {
  const id = crawl.sk;
  if (origin !== 'crawl') return `a client brought it in, and crawl ${id} dropped it`;
  if (crawl.pk !== pk || !scopeOf(crawl)(url)) return `it is not in the scope of crawl ${id}`;
  const row = urls.get(sk);
  if (row !== undefined && !isKeptOut(row.outcome)) return `crawl ${id} did reach it`;
  const open = [...urls.values()].find(({ mark }) => mark !== undefined);
  return open === undefined ? undefined : `crawl ${id} is not over: ${open.url} is open`;
}

/** Its start page was answered, and some page could be read. */
function sawTheSite(urls: readonly FrontierRow[], crawl: Crawl): boolean {
  const read = urls.some(
    ({ outcome }) =>
      outcome?.kind === 'indexed' ||
      outcome?.kind === 'unchanged' ||
      (outcome?.kind === 'refused' && outcome.by === 'noindex'),
  );
  return read && !urls.some((row) => row.outcome?.kind === 'failed' && isOfStart(row, crawl));
}
