import { type Scheme, hostOf, indexNameFor, pathOf, schemeOf, urlOf } from '#core/crawl/url.ts';
import { type Crawl, latestCrawls } from '#core/tables/crawls.ts';
import type { Visit, VisitRequest } from '#core/crawl/visit.ts';
import type { MessageOf } from '#messages/registry.ts';
import { Discard, type Handler, type Handling, RetryLater } from '#runtime/worker.ts';
import type { Tickles } from './tickles.ts';
import type { IndexerDeps } from './worker.ts';

/**
 * Reads one page and stores its content.
 *
 * Within a crawl the `crawl` message of the same page carries the duty: this one brings the visit forward if nobody
 * else visits yet, and never waits. Posted by a client it carries the duty itself, and follows where the page points.
 */
export function indexPage(deps: IndexerDeps, tickles: Tickles): Handler<'index'> {
  return (message, handling) =>
    message.crawl_id === undefined
      ? indexForClient(deps, tickles, message, handling)
      : indexForCrawl(deps, tickles, { ...message, crawl_id: message.crawl_id }, handling);
}

async function indexForCrawl(
  deps: IndexerDeps,
  tickles: Tickles,
  message: MessageOf<'index'> & { crawl_id: string },
  handling: Handling,
): Promise<void> {
  const url = pageOf(message);
  const crawl = await deps.crawls.getForPage(message.crawl_id, url);
  if (crawl?.state !== 'running' || crawl.mark === undefined) return;
  await tickles.tickle(crawl.site, crawl.pk, handling);
  const visit = await deps.visitor.visit(requestOf(message, url, crawl.pk, crawl), handling.signal);
  deps.tallies.countVisit(message.crawl_id, visit);
}

async function indexForClient(
  deps: IndexerDeps,
  tickles: Tickles,
  message: MessageOf<'index'>,
  handling: Handling,
): Promise<void> {
  const index = message.index ?? indexNameFor(message.site);
  const scheme = message.scheme ?? (await knownScheme(deps, index, message.site));
  const url = pageOf({ ...message, scheme });
  await tickles.tickle(message.site, index, handling);
  const asked_by = handling.origin.cause;
  const request = { ...requestOf(message, url, index, undefined), asked_by };
  const visit = await deps.visitor.visit(request, handling.signal);
  if (visit.kind !== 'done') {
    throw new RetryLater(visit.retry_after_ms, visit.kind === 'later' ? visit.reason : 'visited by another');
  }
  const { outcome } = visit;
  const read = ['indexed', 'unchanged', 'redirected', 'alias'].includes(outcome.kind);
  handling.log[read ? 'info' : 'warn'](
    { url, outcome: outcome.kind, reason: outcome.reason },
    'page read for a client',
  );
  await tickles.rouse(message.site, index, handling);
  await followOn(message, url, index, visit, handling);
}

function pageOf(message: Pick<MessageOf<'index'>, 'site' | 'scheme' | 'path'>): string {
  const url = urlOf(message);
  if (url === undefined)
    throw new Discard(`"${message.site}${message.path ?? ''}" cannot be the URL of a page`);
  return url;
}

/** The scheme that the site was crawled by the last time; https for one that was not. */
async function knownScheme(deps: IndexerDeps, index: string, site: string): Promise<Scheme> {
  const crawls = await latestCrawls(deps.table, index, CRAWLS_LOOKED_AT);
  return crawls.find((crawl) => crawl.domains.includes(site))?.scheme ?? 'https';
}

const CRAWLS_LOOKED_AT = 20;

function requestOf(
  message: MessageOf<'index'>,
  url: string,
  index: string,
  crawl: Crawl | undefined,
): VisitRequest {
  const domains = new Set(crawl?.domains ?? [hostOf(url)]);
  return {
    index,
    url,
    crawl_id: crawl?.sk,
    redirects: message.redirects ?? [],
    mayRead: (other) => domains.has(hostOf(other)),
  };
}

/** A page that points to another one of its host has that one read in its place. */
async function followOn(
  message: MessageOf<'index'>,
  url: string,
  index: string,
  visit: Visit & { kind: 'done' },
  handling: Handling,
): Promise<void> {
  const { outcome } = visit;
  const to = outcome.kind === 'redirected' ? outcome.to : outcome.kind === 'alias' ? outcome.of : undefined;
  if (to === undefined) return;
  if (hostOf(to) !== hostOf(url)) {
    handling.log.info({ url, to }, 'the page points to another site; it is not followed');
    return;
  }
  const redirects = [...(message.redirects ?? []), url];
  await handling.send({
    type: 'index',
    site: hostOf(to),
    scheme: schemeOf(to),
    path: pathOf(to),
    index,
    redirects,
  });
}
