import { crawlMessages } from '#core/crawl/page-messages.ts';
import { returnPages } from '#core/tables/admitted.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { type Found, type FrontierRow, openUrls, readUrls } from '#core/tables/frontier.ts';
import type { Handling } from '#runtime/worker.ts';
import type { PackerDeps } from './worker.ts';

/** URLs opened in one go. */
const BATCH = 100;

/**
 * Opens rows for pages that a crawl looks at when all of its URLs are closed, and sends their messages. One that a late
 * link opened meanwhile is read as what that led to, and its place is given back.
 * @param found pages that were let in.
 * @param isOurs whether a row is one of those that are opened here, by this call or by one before it.
 * @returns how many are.
 */
export async function openAtEnd(
  { table, random }: Pick<PackerDeps, 'table' | 'random'>,
  crawl: Crawl,
  found: readonly Found[],
  isOurs: (row: FrontierRow) => boolean,
  { send, signal }: Pick<Handling, 'send' | 'signal'>,
): Promise<number> {
  let opened = 0;
  for (let n = 0; n < found.length; n += BATCH) {
    signal.throwIfAborted();
    const batch = found.slice(n, n + BATCH);
    await openUrls(table, crawl.sk, batch);
    // Asked of the rows, which tell whose they are: that an URL was not new may be an answer of ours that was lost.
    const urls = batch.map(({ url }) => url);
    const rows = (await readUrls(table, crawl.sk, urls)).filter((row) => row !== undefined);
    await send(...rows.filter(({ mark }) => mark !== undefined).flatMap((row) => crawlMessages(crawl, row)));
    const ours = rows.filter(isOurs).length;
    if (ours < batch.length) await returnPages(table, random, crawl.sk, batch.length - ours);
    opened += ours;
  }
  return opened;
}
