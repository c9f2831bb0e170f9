import type { Outcome } from '#core/crawl/outcome.ts';
import { scopeOf } from '#core/crawl/scope.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import { type FrontierRow, frontierSchema } from '#core/tables/frontier.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';

/** Answers of a site that an outcome can come of. */
const ANSWERS: Readonly<Partial<Record<Outcome['kind'], (status: number) => boolean>>> = {
  gone: (status) => status === 404 || status === 410,
  redirected: (status) => status >= 300 && status < 400,
  alias: (status) => status >= 200 && status < 300,
  unsupported: (status) => status >= 200 && status < 300,
  refused: (status) => (status >= 200 && status < 300) || status === 304,
};

/**
 * I12, the other half: a row says that a page that was there is so no more only for a cause that is true. Checked
 * whenever a row goes from `present` to `absent`:
 * - by a visit: its outcome is one that says so (a failure never is), and since the visit was claimed its process got an
 *   answer of the site for this URL that means it; robots.txt alone needs none;
 * - as unreached: by a crawl whose URLs are all closed, that no limit cut, that read at least one page and its start page, in
 *   whose scope the page lies and in whose frontier it is not; never a page that a client brought in.
 */
export const pageGoneForCause: MakeInvariant = () => {
  const crawls = new Map<string, Crawl>();
  const frontiers = new Map<string, Map<string, FrontierRow>>();
  const claimed = new Map<string, number>();
  let comparisons = 0;
  const answers = new Map<string, { at_ms: number; status: number }>();
  const note = (event: WorldEvent): void => {
    if (event.type === 'asked' && event.status !== undefined)
      answers.set(`${event.by} ${event.url}`, { at_ms: event.at_ms, status: event.status });
    if (event.type !== 'row') return;
    const crawl = event.table === 'crawls' ? crawlSchema.safeParse(event.after).data : undefined;
    if (crawl !== undefined) crawls.set(crawl.sk, crawl);
    if (event.table === 'frontier') noteUrl(frontiers, event);
    const owner = event.table === 'pages' ? event.after?.['visit_owner'] : undefined;
    if (typeof owner === 'string' && owner !== '' && owner !== event.before?.['visit_owner'])
      claimed.set(owner, event.at_ms);
  };
  const byVisit = (before: Page, outcome: Outcome, by: string): string | undefined => {
    comparisons += 1;
    const means = ANSWERS[outcome.kind];
    if (means === undefined) return `its outcome is "${outcome.kind}", which does not say so`;
    if (outcome.kind === 'refused') {
      if (outcome.by === 'robots') return undefined;
      if (outcome.by !== 'noindex') return `it was refused by "${outcome.by}", which does not say so`;
    }
    const answer = answers.get(`${by} ${before.url}`);
    const since_ms = claimed.get(before.visit_owner) ?? Infinity;
    if (answer === undefined || answer.at_ms < since_ms)
      return `it is "${outcome.kind}", and the site was not asked`;
    return means(answer.status)
      ? undefined
      : `it is "${outcome.kind}", and the site answered ${answer.status}`;
  };
  const unreached = (before: Page, reason: string): string | undefined => {
    comparisons += 1;
    const id = /^crawl (\S+) found no link to it$/.exec(reason)?.[1] ?? '';
    const crawl = crawls.get(id);
    if (crawl === undefined) return `no crawl is known that did not reach it: ${reason}`;
    if (before.origin !== 'crawl') return `a client brought it in, and crawl ${id} dropped it`;
    if (!scopeOf(crawl)(before.url)) return `it is not in the scope of crawl ${id}`;
    if (crawl.cut) return `crawl ${id} was cut by a limit`;
    const urls = frontiers.get(id) ?? new Map<string, FrontierRow>();
    if (urls.has(before.sk)) return `crawl ${id} did reach it`;
    const open = [...urls.values()].find(({ mark }) => mark !== undefined);
    if (open !== undefined) return `crawl ${id} is not over: ${open.url} is open`;
    return sawTheSite([...urls.values()]) ? undefined : `crawl ${id} could not read the site`;
  };
  return {
    name: 'I12',
    comparisons: () => comparisons,
    on(event) {
      const wrong =
        event.type === 'row' && event.table === 'pages'
          ? wentAbsent(event, { byVisit, unreached })
          : undefined;
      note(event);
      return wrong;
    },
  };
};

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
  event: EventOf<'row'>,
  cause: {
    readonly byVisit: (before: Page, outcome: Outcome, by: string) => string | undefined;
    readonly unreached: (before: Page, reason: string) => string | undefined;
  },
): string | undefined {
  const before = pageSchema.safeParse(event.before).data;
  const after = pageSchema.safeParse(event.after).data;
  if (before?.state !== 'present' || after?.state !== 'absent') return undefined;
  const { outcome } = after;
  const wrong =
    outcome === undefined
      ? 'it has no outcome'
      : outcome.kind === 'unreached'
        ? cause.unreached(before, outcome.reason)
        : cause.byVisit(before, outcome, event.by);
  return wrong === undefined
    ? undefined
    : `${event.by} says that ${before.url} of "${before.pk}" is gone: ${wrong}`;
}

/** Its start page was answered, and some page could be read. */
function sawTheSite(urls: readonly FrontierRow[]): boolean {
  const read = urls.some(
    ({ outcome }) =>
      outcome?.kind === 'indexed' ||
      outcome?.kind === 'unchanged' ||
      (outcome?.kind === 'refused' && outcome.by === 'noindex'),
  );
  return read && !urls.some(({ depth, outcome }) => depth === 0 && outcome?.kind === 'failed');
}
