import { isLoopback } from '#config';
import { contactTrouble } from '#core/crawl/contact.ts';
import { crawlBounds } from '#core/crawl/crawl-bounds.ts';
import { crawlMessages, crawlTimer } from '#core/crawl/page-messages.ts';
import { hostOf, indexNameFor, pathOf, schemeOf, urlOf } from '#core/crawl/url.ts';
import { type Crawl, type CrawlStart, indexOfCrawl, openCrawl } from '#core/tables/crawls.ts';
import { CrawlDeleted } from '#core/tables/deleted-crawls.ts';
import { openUrls } from '#core/tables/frontier.ts';
import { noteKnown } from '#core/tables/indexes.ts';
import type { MessageOf } from '#messages/registry.ts';
import { Discard, type Handler } from '#runtime/worker.ts';
import { waitForDeletion } from './wait-for-deletion.ts';
import type { IndexerDeps } from './worker.ts';

/**
 * Starts a crawl: makes its row and opens its start page, then posts `start_timer`, `index` and `crawl`. Delivered
 * again, it finds the rows and posts the messages once more; after its index was deleted, it does nothing. While the index
 * is being deleted, it waits. It warns when owners of sites are not told whom to ask about the crawler.
 */
export function splitIndexAndCrawl(
  deps: Pick<IndexerDeps, 'table' | 'clock' | 'indexSettings' | 'settings'>,
): Handler<'index+crawl'> {
  return async (message, { message_id, send, log }) => {
    const start = await startOf(message, message_id, deps);
    await waitForDeletion(deps.table, start.index);
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
    const trouble = contactTrouble(deps.settings.user_agent);
    // Who crawls this machine alone need not tell it whom to ask.
    if (trouble !== undefined && !isLoopback(new URL(url).hostname))
      log.warn({ crawl_id: crawl.sk }, trouble);
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
async function startOf(
  message: MessageOf<'index+crawl'>,
  message_id: string,
  { indexSettings, settings }: Pick<IndexerDeps, 'indexSettings' | 'settings'>,
): Promise<CrawlStart> {
  const url = urlOf(message);
  if (url === undefined)
    throw new Discard(`"${message.site}${message.path ?? ''}" cannot be the URL of a page`);
  const site = hostOf(url);
  const index = message.index ?? indexNameFor(site);
  const crawl_id = message.crawl_id ?? `${index}.${crawlName(message.id, message_id)}`;
  if (indexOfCrawl(crawl_id) !== index)
    throw new Discard(`crawl_id "${crawl_id}" is not of index "${index}"`);
  return {
    crawl_id,
    index,
    site,
    scheme: schemeOf(url),
    path: pathOf(url),
    ...crawlBounds(site, message, await indexSettings.get(index), settings),
    ...(message.hall_pass === undefined ? {} : { hall_pass: message.hall_pass }),
  };
}

/** What a crawl id may end in. */
const NAME = /^[a-z0-9-]{1,60}$/i;

/** The message's own id, if it can be a name: with that it is put off, under another id of the queue. */
export function crawlName(id: string | undefined, message_id: string): string {
  return (id !== undefined && NAME.test(id) ? id : message_id).toLowerCase();
}

function startUrl(crawl: Crawl): string {
  const url = urlOf(crawl);
  if (url === undefined) throw new Discard(`crawl ${crawl.sk} has no start page`);
  return url;
}
