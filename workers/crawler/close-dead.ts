import { urlOf } from '#core/crawl/url.ts';
import { closeUrl } from '#core/tables/frontier.ts';
import type { Message } from '#messages/registry.ts';
import type { EndWatch } from './end-watch.ts';
import type { CrawlerDeps } from './worker.ts';

/** A `crawl` message is given up: its URL is closed as failed, so that the crawl can end and its report tells. */
export function closeDead(
  deps: Pick<CrawlerDeps, 'table' | 'tallies'>,
  ends: Pick<EndWatch, 'closed'>,
): (message: Message, reason: string) => Promise<void> {
  return async (message, reason) => {
    if (message.type !== 'crawl' || message.crawl_id === undefined) return;
    const url = urlOf(message);
    if (url === undefined) return;
    const outcome = { kind: 'failed', code: 'dead_letter', reason: reason.slice(0, 1000) } as const;
    await closeUrl(deps.table, message.crawl_id, url, { outcome, attempts: 1, links: 0 }, message.again);
    deps.tallies.count(message.crawl_id, { failed: 1 });
    ends.closed(message.crawl_id);
  };
}
