import { hostOf, indexNameFor, urlOf } from '#core/crawl/url.ts';
import type { Visit } from '#core/crawl/visit.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { closeUrl } from '#core/tables/frontier.ts';
import type { MessageOf } from '#messages/registry.ts';
import { Discard, type Handler, type Handling, RetryLater } from '#runtime/worker.ts';
import type { EndWatch } from './end-watch.ts';
import { type Parent, postLinks } from './post-links.ts';
import type { PostedLinks } from './posted-links.ts';
import type { CrawlerDeps } from './worker.ts';

/**
 * Visits a page, posts the links that are new, then closes its URL: in that order, so that whatever breaks off is done
 * again, and nothing is open that nobody works on.
 */
export function crawlPage(deps: CrawlerDeps, posted: PostedLinks, ends: EndWatch): Handler<'crawl'> {
  return async (message, handling) => {
    const url = urlOf(message);
    if (url === undefined)
      throw new Discard(`"${message.site}${message.path ?? ''}" cannot be the URL of a page`);
    if (message.crawl_id === undefined) return startCrawl(message, handling);
    const crawl = await deps.crawls.getForPage(message.crawl_id, url);
    if (crawl?.mark === undefined) {
      handling.log.debug({ url }, 'the crawl is over or deleted');
      // A late copy of its parent's message may have opened it while the crawl was being ended.
      if (crawl !== undefined) await closeUrl(deps.table, crawl.sk, url, OVER);
      return;
    }
    const parent: Parent = { url, depth: message.depth ?? 0, redirects: message.redirects ?? [] };
    const end =
      crawl.state === 'cancelled' ? CANCELLED : await visitAndPost(deps, posted, crawl, parent, handling);
    await closeUrl(deps.table, crawl.sk, url, end);
    ends.touch(crawl.sk);
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

async function visitAndPost(
  deps: CrawlerDeps,
  posted: PostedLinks,
  crawl: Crawl,
  parent: Parent,
  handling: Handling,
): Promise<Parameters<typeof closeUrl>[3]> {
  const visit = await visitPage(deps, crawl, parent, handling);
  const links = await postLinks(deps, posted, crawl, parent, visit, handling);
  return { outcome: visit.outcome, attempts: visit.attempts, links };
}

async function visitPage(
  deps: CrawlerDeps,
  crawl: Crawl,
  parent: Parent,
  handling: Handling,
): Promise<Visit & { kind: 'done' }> {
  const domains = new Set(crawl.domains);
  const request = {
    index: crawl.pk,
    url: parent.url,
    crawl_id: crawl.sk,
    redirects: parent.redirects,
    mayRead: (url: string) => domains.has(hostOf(url)),
  };
  const visit = await deps.visitor.visit(request, handling.signal);
  deps.tallies.countVisit(crawl.sk, visit);
  if (visit.kind === 'done') return visit;
  throw new RetryLater(
    visit.retry_after_ms,
    visit.kind === 'later' ? visit.reason : 'another worker visits the page',
  );
}
