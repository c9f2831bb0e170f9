import { crawlMessages, crawlTimer } from '#core/crawl/page-messages.ts';
import { countStalled, readCrawl } from '#core/tables/crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import type { Handling } from '#runtime/worker.ts';
import type { PackerDeps } from './worker.ts';

/** Pages whose messages are sent again in one go. */
const NUDGES = 100;

/**
 * A crawl whose timer fired goes on still: its timer is started again, since the callback that ends it was just used
 * up. If nothing came in for a while, the messages of open pages are sent once more: they are nudges, the work is in the
 * rows, and a message that got lost is all that can hold it up. As they may be there all the same, waiting for a slow
 * host, this happens ever more seldom: after 1, 2, 4, 8 … packings without news.
 * @param moved whether this packing found anything new.
 */
export async function keepGoing(
  deps: PackerDeps,
  crawl_id: string,
  moved: boolean,
  handling: Handling,
): Promise<void> {
  const crawl = await readCrawl(deps.table, crawl_id);
  if (crawl === undefined || crawl.mark === undefined) return;
  handling.log.info({ moved }, 'the crawl goes on; what it read so far is packed');
  if (isPowerOfTwo(await countStalled(deps.table, crawl, moved))) {
    let sent = 0;
    for await (const row of frontierRows(deps.table, crawl_id, true)) {
      await handling.send(...crawlMessages(crawl, row));
      sent += 1;
      if (sent === NUDGES) break;
    }
  }
  await handling.send(crawlTimer(crawl, deps.settings.crawl_timeout_s));
}

function isPowerOfTwo(count: number): boolean {
  return count > 0 && Number.isInteger(Math.log2(count));
}
