import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import { deleteReachedHosts } from '#core/tables/crawl-hosts.ts';
import { forgetDeleted, noteDeleted } from '#core/tables/deleted-crawls.ts';
import { keyBatches } from '#core/tables/key-batches.ts';
import { parseRow } from '#core/tables/row.ts';
import { deleteTallies } from '#core/tables/tallies.ts';
import { queryAll } from '#ports/table.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'objects'>;

/**
 * Deletes the finished crawls of an index beyond the newest `keep_crawls`, with all that is kept of them. Those not packed
 * yet are left alone, however many. May run beside another packer: what is deleted twice is gone once.
 */
export async function dropOldCrawls(
  deps: Deps & Pick<PackerDeps, 'clock'> & { readonly settings: Pick<PackerDeps['settings'], 'keep_crawls'> },
  index: string,
  signal: AbortSignal,
): Promise<void> {
  const old = (await finishedCrawls(deps, index)).slice(deps.settings.keep_crawls);
  if (old.length === 0) return;
  await forgetDeleted(deps.table, index, deps.clock.now());
  for (const crawl of old) {
    await noteDeleted(deps.table, index, crawl.sk, deps.clock.now());
    await deleteCrawl(deps, crawl, signal);
  }
}

/** By when they ended, the newest first: the ids of crawls that clients named have no order. */
async function finishedCrawls({ table }: Deps, index: string): Promise<Crawl[]> {
  const finished: Crawl[] = [];
  for await (const row of queryAll(table, 'crawls', { pk: index })) {
    const crawl = parseRow('crawls', crawlSchema, row);
    if (crawl.mark === undefined) finished.push(crawl);
  }
  return finished.toSorted((a, b) => (b.finished_at_ms ?? 0) - (a.finished_at_ms ?? 0));
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
