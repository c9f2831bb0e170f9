import { crawlMessages, crawlTimer } from '#core/crawl/page-messages.ts';
import { hostOf, indexNameFor, pathOf, schemeOf, urlOf } from '#core/crawl/url.ts';
import { type Crawl, type CrawlStart, indexOfCrawl, openCrawl } from '#core/tables/crawls.ts';
import { CrawlDeleted } from '#core/tables/deleted-crawls.ts';
import { openUrls } from '#core/tables/frontier.ts';
import { noteKnown } from '#core/tables/indexes.ts';
import type { MessageOf } from '#messages/registry.ts';
import { Discard, type Handler } from '#runtime/worker.ts';
import type { IndexerDeps } from './worker.ts';

/**
 * Starts a crawl: makes its row and opens its start page, then posts `start_timer`, `index` and `crawl`. Delivered
 * again, it finds the rows and posts the messages once more; after its index was deleted, it does nothing.
 */
export function splitIndexAndCrawl(
  deps: Pick<IndexerDeps, 'table' | 'clock' | 'settings'>,
): Handler<'index+crawl'> {
  return async (message, { message_id, send, log }) => {
    const start = startOf(message, message_id, deps.settings);
    await noteKnown(deps.table, start.index);
    const crawl = await openUnlessDeleted(deps, start);
    if (crawl === undefined) {
      log.info({ crawl_id: start.crawl_id }, 'the crawl was deleted');
      return;
    }
    if (crawl.mark === undefined) {
      log.info({ crawl_id: crawl.sk }, 'the crawl is over already');
      return;
    }
    const url = startUrl(crawl);
    await openUrls(deps.table, crawl.sk, [{ url, depth: 0, parent: '' }]);
    await send(crawlTimer(crawl, deps.settings.crawl_timeout_s), ...crawlMessages(crawl, { url, depth: 0 }));
    log.info({ crawl_id: crawl.sk, url }, 'crawl started');
  };
}

async function openUnlessDeleted(
  { table, clock }: Pick<IndexerDeps, 'table' | 'clock'>,
  start: CrawlStart,
): Promise<Crawl | undefined> {
  try {
    return await openCrawl(table, start, clock.now());
  } catch (error) {
    if (error instanceof CrawlDeleted) return undefined;
    throw error;
  }
}

/** Everything about a crawl that its message leaves open. The id comes from the message, so that a repeat finds it. */
function startOf(
  message: MessageOf<'index+crawl'>,
  message_id: string,
  settings: IndexerDeps['settings'],
): CrawlStart {
  const url = urlOf(message);
  if (url === undefined)
    throw new Discard(`"${message.site}${message.path ?? ''}" cannot be the URL of a page`);
  const site = hostOf(url);
  const index = message.index ?? indexNameFor(site);
  const crawl_id = message.crawl_id ?? `${index}.${message_id.toLowerCase()}`;
  if (indexOfCrawl(crawl_id) !== index)
    throw new Discard(`crawl_id "${crawl_id}" is not of index "${index}"`);
  const { depth = settings.max_depth, pages = settings.max_pages } = message.limits ?? {};
  const domains = [...new Set([site, ...(message.domains ?? [])])];
  return {
    crawl_id,
    index,
    site,
    scheme: schemeOf(url),
    path: pathOf(url),
    domains,
    limits: { depth, pages },
  };
}

function startUrl(crawl: Crawl): string {
  const url = urlOf(crawl);
  if (url === undefined) throw new Discard(`crawl ${crawl.sk} has no start page`);
  return url;
}
