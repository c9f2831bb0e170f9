import { urlOf } from '#core/crawl/url.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import type { Message } from '#messages/registry.ts';
import type { IndexerDeps } from './worker.ts';

/**
 * An `index+crawl` is given up: if its crawl was accepted, its start page is closed as failed, so that the crawl ends
 * with a report that says so. Other messages leave nothing behind.
 */
export function failDeadCrawl(
  deps: Pick<IndexerDeps, 'table'>,
): (message: Message, reason: string) => Promise<void> {
  return async (message, reason) => {
    if (message.type !== 'index+crawl' || message.crawl_id === undefined) return;
    const crawl = await readCrawl(deps.table, message.crawl_id);
    const url = crawl === undefined ? undefined : urlOf(crawl);
    if (crawl?.mark === undefined || url === undefined) return;
    await openUrls(deps.table, crawl.sk, [{ url, depth: 0, parent: '' }]);
    const outcome = { kind: 'failed', code: 'dead_letter', reason: reason.slice(0, 1000) } as const;
    await closeUrl(deps.table, crawl.sk, url, { outcome, attempts: 0, links: 0 });
  };
}
