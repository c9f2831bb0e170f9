import { CRAWL_FRESH_MS } from '#core/crawl/crawl-cache.ts';
import { moveHead } from '#core/pack/publish.ts';
import { activeCrawls, cancelCrawl, latestCrawls } from '#core/tables/crawls.ts';
import { forgetDeleted, noteDeleted } from '#core/tables/deleted-crawls.ts';
import { deleteIndexRow } from '#core/tables/indexes.ts';
import { pageBatches } from '#core/tables/pages.ts';
import { timersOf } from '#core/tables/timers.ts';
import type { Handler } from '#runtime/worker.ts';
import { sweep } from './collect-garbage.ts';
import { deleteCrawl } from './drop-old-crawls.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

/** Crawls of an index deleted in one go. */
const BATCH = 100;

/**
 * Deletes an index. First the head says so, under lease and fence, and the orchestrator is told: from then on it cannot
 * be searched. Then its crawls, objects and rows go. The head stays, its version counting on, so that a packer from
 * before cannot bring the index back; and of each crawl that it was, so that no message of it can, not even a dead letter
 * that is sent again days later. Those notes go with a later deletion, when no queue has such a message any more.
 */
export function deleteIndex(deps: PackerDeps): Handler<'delete_index'> {
  return async ({ index }, handling) => {
    const { table, objects } = deps;
    await withLease(deps, index, handling.signal, async (lease, head, signal) => {
      if (!head.deleted) {
        const version = head.version + 1;
        await moveHead(table, lease, head, { version, manifest_key: '', manifest_sha256: '', deleted: true });
      }
      await handling.send({ type: 'update', index, version: 0 });
      await cancelCrawls(deps, index, signal);
      for (const { site } of await timersOf(table, index))
        await handling.send({ type: 'cancel_timer', site, index });
      for (const kind of ['packs', 'manifests', 'content', 'raw'])
        await sweep(objects, `${kind}/${index}/`, lease, () => false);
      await forgetDeleted(table, index, deps.clock.now());
      await deleteRows(deps, index, signal);
    });
    handling.log.info({ index }, 'deleted');
  };
}

/**
 * Cancels what is crawled for the index, and waits until every worker has heard of it: one that goes by an older row of
 * the crawl would claim pages whose rows are deleted by then, and so bring the index back.
 */
async function cancelCrawls(deps: PackerDeps, index: string, signal: AbortSignal): Promise<void> {
  const crawls = await activeCrawls(deps.table, index);
  for (const crawl of crawls) await cancelCrawl(deps.table, crawl.sk);
  if (crawls.length > 0) await deps.clock.sleep(2 * CRAWL_FRESH_MS, signal);
  signal.throwIfAborted();
}

async function deleteRows(deps: PackerDeps, index: string, signal: AbortSignal): Promise<void> {
  const { table } = deps;
  for await (const batch of pageBatches(table, index, false)) {
    await Promise.all(batch.map((page) => table.delete('pages', page)));
  }
  for (;;) {
    const crawls = await latestCrawls(table, index, BATCH);
    if (crawls.length === 0) break;
    for (const { pk, sk } of crawls) {
      // One that came in during the deletion runs still; what runs when its deletion is noted is taken for a copy.
      await cancelCrawl(table, sk);
      await noteDeleted(table, pk, sk, deps.clock.now());
      await deleteCrawl(deps, { pk, sk }, signal);
    }
  }
  await deleteIndexRow(table, index);
}
