import { linkContext, readAs } from '#core/crawl/admit-link.ts';
import { leftUnread, limitOf } from '#core/crawl/ending-limit.ts';
import { type EndingLimit, isPage } from '#core/crawl/outcome.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { crawlVisitSettings } from '#core/settings/crawl-visit-settings.ts';
import { visitSettings } from '#core/settings/visit-settings.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import { indexNameFor, urlOf } from '#core/crawl/url.ts';
import type { Visit } from '#core/crawl/visit.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { type UrlEnd, closeUrl, isOfStart } from '#core/tables/frontier.ts';
import type { MessageOf } from '#messages/registry.ts';
import { Discard, type Handler, type Handling, RetryLater } from '#runtime/worker.ts';
import type { EndWatch } from './end-watch.ts';
import { postFromSitemap } from './post-from-sitemap.ts';
import type { LinkMemory, Parent } from './post-context.ts';
import { cutShort, postLinks } from './post-links.ts';
import { postSitemaps } from './post-sitemaps.ts';
import { isPointing } from './sort-links.ts';
import type { CrawlerDeps } from './worker.ts';

/**
 * Visits a page, posts the links that are new, then closes its URL: in that order, so that whatever breaks off is done
 * again, and nothing is open that nobody works on.
 */
export function crawlPage(
  deps: CrawlerDeps,
  memory: LinkMemory,
  ends: Pick<EndWatch, 'closed'>,
): Handler<'crawl'> {
  return async (message, handling) => {
    const url = urlOf(message);
    if (url === undefined)
      throw new Discard(`"${message.site}${message.path ?? ''}" cannot be the URL of a page`);
    if (message.crawl_id === undefined) return startCrawl(message, handling);
    const crawl = await deps.crawls.getForPage(message.crawl_id, url);
    if (crawl?.mark === undefined) {
      handling.log.debug({ url }, 'the crawl is over or deleted');
      // A late copy of its parent's message may have opened it while the crawl was being ended.
      if (crawl !== undefined) await closeUrl(deps.table, crawl.sk, url, OVER, message.again);
      return;
    }
    const { depth = 0, redirects = [], sitemap, known, lastmod_ms, again } = message;
    const parent: Parent = { url, depth, redirects, sitemap, known, lastmod_ms, again };
    const end =
      crawl.state === 'cancelled' ? CANCELLED : await visitAndPost(deps, memory, crawl, parent, handling);
    if (end === undefined) return;
    await closeUrl(deps.table, crawl.sk, url, end, again);
    ends.closed(crawl.sk);
  };
}

const CANCELLED = {
  outcome: { kind: 'skipped', why: 'cancelled', reason: 'the crawl was cancelled' },
  attempts: 0,
  links: 0,
} as const;

const OVER = {
  outcome: { kind: 'skipped', why: 'over', reason: 'the crawl was over when this link was found' },
  attempts: 0,
  links: 0,
} as const;

/** A `crawl` that belongs to no crawl yet: there is no crawling without indexing, so it is an `index+crawl`. */
async function startCrawl(message: MessageOf<'crawl'>, handling: Handling): Promise<void> {
  const { site, scheme, path, index = indexNameFor(site) } = message;
  const crawl_id = `${index}.${handling.message_id.toLowerCase()}`;
  await handling.send({ type: 'index+crawl', site, scheme, path, index, crawl_id });
}

/** @returns undefined when it goes on with another message. */
async function visitAndPost(
  deps: CrawlerDeps,
  memory: LinkMemory,
  crawl: Crawl,
  parent: Parent,
  handling: Handling,
): Promise<UrlEnd | undefined> {
  const settings = await deps.indexSettings.get(crawl.pk);
  const rules = linkRulesOf(settings);
  const before = await deps.limitWatch.reached(crawl);
  const visit = await visitPage(deps, crawl, parent, settings, before, handling);
  const { outcome, attempts, answer, text_hash, own_url } = visit;
  // What left it unread is what is noted, though a clock has been set back since. Looked at again where nothing has:
  // what it read may be what brought it there.
  const reached = limitOf(outcome) ?? before ?? (await deps.limitWatch.reached(crawl));
  const context = { deps, memory, crawl, rules, parent, reached, handling };
  if (outcome.kind === 'skipped') {
    await cutShort(context);
    return { outcome, attempts, links: 0 };
  }
  // A second look that is left out leaves a page unread.
  if (parent.again !== undefined && reached !== undefined && !visit.fresh) await cutShort(context);
  if (parent.sitemap !== undefined && !isPage(outcome)) {
    const sitemap = { ...parent, sitemap: parent.sitemap };
    const posted = await postFromSitemap({ ...context, parent: sitemap }, visit);
    return posted === undefined ? undefined : { outcome, attempts, ...posted, answer };
  }
  // Of a page that nothing led to, only where it is now is of interest.
  if (parent.known === true && !isPointing(visit))
    return { outcome, attempts, links: 0, answer, text_hash, own_url };
  if (settings.crawl?.sitemaps !== false) {
    const { credentials } = visitSettings(settings, parent.url);
    await postSitemaps(context, visit, credentials);
  }
  // A site whose start page fails may fail as a whole: it is not asked for all that was there before.
  const isStart = isOfStart(parent, crawl);
  const leading = isStart && outcome.kind === 'failed' ? { ...visit, links: [] } : visit;
  const posted = await postLinks(context, leading);
  return { outcome, attempts, ...posted, answer, text_hash, own_url };
}

async function visitPage(
  deps: CrawlerDeps,
  crawl: Crawl,
  parent: Parent,
  settings: IndexSettings,
  reached: EndingLimit | undefined,
  handling: Handling,
): Promise<Visit & { kind: 'done' }> {
  const request = {
    index: crawl.pk,
    url: parent.url,
    crawl_id: crawl.sk,
    redirects: parent.redirects,
    readAs: readAs(linkRulesOf(settings), linkContext(crawl)),
    sitemap: parent.sitemap,
    lastmod_ms: parent.lastmod_ms,
    again: parent.again,
    unread: reached === undefined ? undefined : leftUnread(reached, crawl.limits),
    ...crawlVisitSettings(settings, crawl, parent),
  };
  const visit = await deps.visitor.visit(request, handling.signal);
  deps.tallies.countVisit(crawl.sk, visit);
  if (visit.kind === 'done') return visit;
  throw new RetryLater(
    visit.retry_after_ms,
    visit.kind === 'later' ? visit.reason : 'another worker visits the page',
  );
}
