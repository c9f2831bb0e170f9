import { type Crawl, allCrawls } from '#core/tables/crawls.ts';
import { deleteReachedHosts } from '#core/tables/crawl-hosts.ts';
import { forgetDeleted, noteDeleted } from '#core/tables/deleted-crawls.ts';
import { keyBatches } from '#core/tables/key-batches.ts';
import { MOST_STARTS, forgetOldStarts } from '#core/tables/start-pages.ts';
import { deleteTallies } from '#core/tables/tallies.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'objects'>;

/** Crawls that are kept beyond `keep_crawls`, at most: as many as start pages are remembered. */
const MOST_BESIDE = MOST_STARTS;

/**
 * Deletes the finished crawls of an index beyond the newest `keep_crawls`, with all that is kept of them. Those not packed
 * yet are left alone, however many, and some that ended since one of those began, which goes by what they reached. May run
 * beside another packer: what is deleted twice is gone once.
 */
export async function dropOldCrawls(
  deps: Deps & Pick<PackerDeps, 'clock'> & { readonly settings: Pick<PackerDeps['settings'], 'keep_crawls'> },
  index: string,
  signal: AbortSignal,
): Promise<void> {
  await forgetOldStarts(deps.table, index);
  const old = await oldCrawls(deps, index, deps.settings.keep_crawls);
  if (old.length === 0) return;
  await forgetDeleted(deps.table, index, deps.clock.now());
  for (const crawl of old) {
    await noteDeleted(deps.table, index, crawl.sk, deps.clock.now());
    await deleteCrawl(deps, crawl, signal);
  }
}

/** Told by when they ended: the ids of crawls that clients named have no order. */
async function oldCrawls({ table }: Deps, index: string, keep_crawls: number): Promise<Crawl[]> {
  const crawls = await allCrawls(table, index);
  const began_ms = Math.min(
    ...crawls.flatMap(({ mark, started_at_ms }) => (mark === undefined ? [] : [started_at_ms])),
  );
  const finished = crawls
    .filter(({ mark }) => mark === undefined)
    .toSorted((a, b) => (b.finished_at_ms ?? 0) - (a.finished_at_ms ?? 0));
  return finished
    .slice(keep_crawls)
    .filter(({ finished_at_ms = 0 }, n) => n >= MOST_BESIDE || finished_at_ms < began_ms);
}

/** Deletes a crawl and all that is kept of it, its own row last: as long as that stands, the rest is found again. */
export async function deleteCrawl(
  { table, objects }: Deps,
  crawl: Pick<Crawl, 'pk' | 'sk'>,
  signal: AbortSignal,
): Promise<void> {
  for await (const keys of keyBatches(table, 'frontier', crawl.sk)) {
    signal.throwIfAborted();
    await Promise.all(keys.map((key) => table.delete('frontier', key)));
  }
  await deleteTallies(table, crawl.sk);
  await deleteReachedHosts(table, crawl.sk);
  await objects.delete([`reports/${crawl.sk}.json`]);
  await table.delete('crawls', crawl);
}
