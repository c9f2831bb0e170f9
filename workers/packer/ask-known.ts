import { mostKnown } from '#core/crawl/known-pages.ts';
import { pageKey } from '#core/crawl/url.ts';
import { admitKnown } from '#core/tables/admitted.ts';
import { type Crawl, readCrawl } from '#core/tables/crawls.ts';
import { type Found, isLedToByNone, readUrls } from '#core/tables/frontier.ts';
import { readLeftPages } from '#core/tables/left-pages.ts';
import { readPages } from '#core/tables/pages.ts';
import { readSettings } from '#core/tables/settings.ts';
import { NO_PROGRESS, writeTally } from '#core/tables/tallies.ts';
import type { Handling } from '#runtime/worker.ts';
import { isLeftBy } from './left-behind.ts';
import { openAtEnd } from './open-at-end.ts';
import { readable } from './readable.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'clock' | 'random'>;

/** URLs looked at in one go. */
const BATCH = 100;
/** Whose tally has what is opened here. */
const WORKER = 'packer';

/**
 * Has a crawl that was cut ask, when all of its URLs are closed, for pages of the index that it did not reach: those that the
 * crawl before has left to it, as far as it has places for them. So what is gone from a site that is larger than a
 * limit is found, crawl after crawl a share of it. Once in a crawl: what is not opened then, as after a crash, the next
 * crawl asks for. Their links are not followed.
 *
 * A crawl that was not cut asks for none: what it did not reach leaves the index. Nor does one that a limit has ended.
 * @returns whether there are URLs open by that.
 */
export async function asksForKnown(
  deps: Deps,
  { sk, places_kept, known_asked }: Crawl,
  handling: Pick<Handling, 'send' | 'signal'>,
): Promise<boolean> {
  if (places_kept === undefined || known_asked !== undefined) return false;
  // Read now: that a limit cut it is noted just before its last page is closed.
  const crawl = await readCrawl(deps.table, sk);
  if (crawl?.state !== 'running' || !crawl.cut || crawl.ended_by !== undefined) return false;
  const wanted = await wantedOf(deps, crawl, handling.signal);
  const granted = await admitKnown(deps.table, crawl, wanted.length);
  const found = wanted
    .slice(0, granted)
    .map((url): Found => ({ url, depth: crawl.limits.depth, parent: '', known: true }));
  const opened = await openAtEnd(deps, crawl, found, isLedToByNone, handling);
  if (opened > 0) await writeTally(deps.table, crawl.sk, WORKER, { ...NO_PROGRESS, found: opened });
  return opened > 0;
}

/** Of what the crawl before left: pages that are still there, not known to this crawl, and that it may read. */
async function wantedOf({ table, clock }: Deps, crawl: Crawl, signal: AbortSignal): Promise<string[]> {
  const { urls = [] } = (await readLeftPages(table, crawl.pk, crawl)) ?? {};
  const { settings } = await readSettings(table, crawl.pk);
  const mayRead = await readable(table, crawl, settings);
  const most = mostKnown(crawl.limits.pages);
  const wanted: string[] = [];
  for (let n = 0; n < urls.length && wanted.length < most; n += BATCH) {
    signal.throwIfAborted();
    const batch = urls.slice(n, n + BATCH).filter(mayRead);
    const pages = await readPages(
      table,
      crawl.pk,
      batch.map((url) => pageKey(url)),
    );
    const rows = await readUrls(table, crawl.sk, batch);
    const isWanted = (_: string, at: number): boolean => {
      const page = pages[at];
      return rows[at] === undefined && page !== undefined && isLeftBy(crawl, page, clock.now());
    };
    wanted.push(...batch.filter(isWanted));
  }
  return wanted.slice(0, most);
}
