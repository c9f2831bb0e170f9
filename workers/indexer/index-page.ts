import { linkContext, readAs } from '#core/crawl/admit-link.ts';
import { cleanLink } from '#core/crawl/clean-link.ts';
import { hostOf, indexNameFor, pageKey, pathOf, schemeOf, urlOf } from '#core/crawl/url.ts';
import { isReadAsPage, pointsTo } from '#core/crawl/outcome.ts';
import { dropAlias, readPages } from '#core/tables/pages.ts';
import type { Visit, VisitRequest } from '#core/crawl/visit.ts';
import { crawlVisitSettings } from '#core/settings/crawl-visit-settings.ts';
import { visitSettings } from '#core/settings/visit-settings.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import type { MessageOf } from '#messages/registry.ts';
import { Discard, type Handler, type Handling, RetryLater } from '#runtime/worker.ts';
import { KnownSchemes } from './known-schemes.ts';
import type { Tickles } from './tickles.ts';
import { waitForDeletion } from './wait-for-deletion.ts';
import type { IndexerDeps } from './worker.ts';

/**
 * Reads one page and stores its content.
 *
 * Within a crawl the `crawl` message of the same page carries the duty: this one brings the visit forward if nobody
 * else visits yet, and never waits; it does nothing when the crawl has come to a limit. Posted by a client it carries
 * the duty itself, and follows where the page points. It waits while its index is being deleted.
 */
export function indexPage(deps: IndexerDeps, tickles: Tickles): Handler<'index'> {
  const schemes = new KnownSchemes(deps.table, deps.clock);
  return (message, handling) => {
    if (message.reread === true) return rereadPage(deps, schemes, tickles, message, handling);
    return message.crawl_id === undefined
      ? indexForClient(deps, schemes, tickles, message, handling)
      : indexForCrawl(deps, tickles, { ...message, crawl_id: message.crawl_id }, handling);
  };
}

/** Reads what is stored of a page anew. Should it come out otherwise, the site's timer sees to its packing. */
async function rereadPage(
  deps: IndexerDeps,
  schemes: KnownSchemes,
  tickles: Tickles,
  message: MessageOf<'index'>,
  handling: Handling,
): Promise<void> {
  const index = message.index ?? indexNameFor(message.site);
  const scheme = message.scheme ?? (await schemes.of(index, message.site));
  const url = pageOf({ ...message, scheme });
  const set = visitSettings(await deps.indexSettings.get(index), url);
  const reread = await deps.rereader.reread({ index, url, ...set }, handling.signal);
  if (reread.kind === 'busy') throw new RetryLater(reread.retry_after_ms, 'visited by another');
  if (reread.kind === 'kept')
    handling.log.warn({ url, reason: reread.reason }, 'the page cannot be read anew; it stays as it is');
  if (reread.kind === 'changed') await tickles.rouse(message.site, index, handling);
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
  if ((await deps.limitWatch.reached(crawl)) !== undefined) return;
  await tickles.tickle(crawl.site, crawl.pk, handling);
  const settings = await deps.indexSettings.get(crawl.pk);
  const follow = readAs(linkRulesOf(settings), linkContext(crawl));
  const request = {
    ...requestOf(message, url, crawl.pk, follow, crawl.sk),
    ...crawlVisitSettings(settings, crawl, { url, known: message.known }),
  };
  const visit = await deps.visitor.visit(request, handling.signal);
  deps.tallies.countVisit(message.crawl_id, visit);
}

async function indexForClient(
  deps: IndexerDeps,
  schemes: KnownSchemes,
  tickles: Tickles,
  message: MessageOf<'index'>,
  handling: Handling,
): Promise<void> {
  const index = message.index ?? indexNameFor(message.site);
  const scheme = message.scheme ?? (await schemes.of(index, message.site));
  const url = pageOf({ ...message, scheme });
  await waitForDeletion(deps.table, index);
  await tickles.tickle(message.site, index, handling);
  const asked_by = handling.origin.cause;
  const settings = await deps.indexSettings.get(index);
  const { drop } = linkRulesOf(settings);
  // For a client its own host is followed, and by the URLs that crawls use, so that both find the same.
  const asOfHost = (other: string) => (hostOf(other) === hostOf(url) ? cleanLink(other, drop) : undefined);
  const request = { ...requestOf(message, url, index, asOfHost), ...visitSettings(settings, url), asked_by };
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
  await followOn(deps, message, url, index, visit, handling);
  await tickles.rouse(message.site, index, handling);
}

function pageOf(message: Pick<MessageOf<'index'>, 'site' | 'scheme' | 'path'>): string {
  const url = urlOf(message);
  if (url === undefined)
    throw new Discard(`"${message.site}${message.path ?? ''}" cannot be the URL of a page`);
  return url;
}

function requestOf(
  message: MessageOf<'index'>,
  url: string,
  index: string,
  follow: VisitRequest['readAs'],
  crawl_id?: string,
): VisitRequest {
  const { redirects = [], lastmod_ms, hall_pass, again } = message;
  return { index, url, crawl_id, redirects, lastmod_ms, hall_pass, again, readAs: follow };
}

/**
 * A page that points to another one of its host has that one read in its place. What came to nothing, or is a page
 * after all, has those that name it read once more; where it is one, they leave the index.
 */
async function followOn(
  { table }: Pick<IndexerDeps, 'table'>,
  message: MessageOf<'index'>,
  url: string,
  index: string,
  { outcome, own_url }: Visit & { kind: 'done' },
  handling: Handling,
): Promise<void> {
  const { redirects = [] } = message;
  const to = pointsTo(outcome);
  if (to !== undefined && hostOf(to) === hostOf(url))
    return handling.send(messageFor(message, index, to, { redirects: [...redirects, url] }));
  if (to !== undefined) handling.log.info({ url, to }, 'the page points to another site; it is not followed');
  // Most pages: nothing led here, and they name no other.
  if (redirects.length === 0 && own_url === undefined) return;
  const [page, named, ...led] = await readPages(
    table,
    index,
    [url, own_url ?? url, ...redirects].map((other) => pageKey(other)),
  );
  if (own_url !== undefined && message.again === undefined && named?.state === 'present')
    await handling.send(messageFor(message, index, url, { redirects, again: 'alias' }));
  const aliases = led.filter((one) => one?.outcome?.kind === 'alias');
  if (isReadAsPage(outcome) || (to === undefined && page?.state === 'present')) {
    for (const alias of aliases) if (alias !== undefined) await dropAlias(table, alias);
    return;
  }
  const last = aliases.at(-1)?.url;
  if (last === undefined) return;
  const before = redirects.slice(0, redirects.indexOf(last));
  await handling.send(messageFor(message, index, last, { redirects: before, again: 'itself' }));
}

function messageFor(
  { hall_pass }: MessageOf<'index'>,
  index: string,
  url: string,
  more: Pick<MessageOf<'index'>, 'redirects' | 'again'>,
): MessageOf<'index'> {
  return {
    type: 'index',
    site: hostOf(url),
    scheme: schemeOf(url),
    path: pathOf(url),
    index,
    ...more,
    ...(hall_pass === undefined ? {} : { hall_pass }),
  };
}
