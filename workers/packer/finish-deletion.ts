import { CRAWL_FRESH_MS } from '#core/crawl/crawl-cache.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { activeCrawls, cancelCrawl } from '#core/tables/crawls.ts';
import { forgetDeleted, noteDeleted } from '#core/tables/deleted-crawls.ts';
import { PublishLost } from '#core/pack/write-head.ts';
import { type Head, headKey, headSchema } from '#core/tables/heads.ts';
import { deleteIndexRow } from '#core/tables/indexes.ts';
import { deleteLeftPages } from '#core/tables/left-pages.ts';
import { keyBatches } from '#core/tables/key-batches.ts';
import { type OnBadRow, parseRow } from '#core/tables/row.ts';
import { deleteStarts } from '#core/tables/start-pages.ts';
import { deleteSearches } from '#core/tables/searches.ts';
import { deleteSettled } from '#core/tables/settled.ts';
import { deleteSettings } from '#core/tables/settings.ts';
import { deleteSettingsHistory } from '#core/tables/settings-history.ts';
import { timersOf } from '#core/tables/timers.ts';
import type { Handling } from '#runtime/worker.ts';
import { sweep } from './collect-garbage.ts';
import { deleteCrawl } from './drop-old-crawls.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'objects' | 'clock'>;

/** Crawls of an index deleted in one go. */
const BATCH = 100;

/**
 * Deletes all of an index whose head says that it is being deleted: tells the orchestrator, then takes away crawls,
 * objects and rows, and at last the note that there is something left to do. Whoever holds the lease may begin it
 * anew at any time: what is gone is gone once. Rows that cannot be read, by which nothing can be packed, go as the others.
 * @param head whose `deletion_begun_ms` stands.
 * @returns the head as it is then, on which a version may be published.
 * @throws {PublishLost} when another holds the lease by then.
 */
export async function finishDeletion(
  deps: Deps,
  lease: HeldLease,
  head: Head,
  { send, signal, log }: Pick<Handling, 'send' | 'signal' | 'log'>,
): Promise<Head> {
  const { table, objects } = deps;
  const { sk: index, version } = head;
  const onBad: OnBadRow = (error) =>
    log.warn({ err: error, index }, 'a row cannot be read; the index is deleted all the same');
  await send({ type: 'update', index, version: 0 });
  await cancelCrawls(deps, index, signal, onBad);
  for (const { site } of await timersOf(table, index, onBad))
    await send({ type: 'cancel_timer', site, index });
  // Before what is stored of them: a visit that stores a page later finds no row of it, and deletes what it stored.
  await deletePages(deps, index, { lease, signal });
  for (const kind of ['packs', 'manifests', 'content', 'raw'])
    await sweep(objects, `${kind}/${index}/`, lease, () => false);
  await forgetDeleted(table, index, deps.clock.now(), onBad);
  await deleteRows(deps, index, { lease, signal });
  lease.assertHeld();
  const mine = { version, fence: lease.fence, lease_owner: lease.owner };
  const finished = await table.update('heads', headKey(index), { remove: ['deletion_begun_ms'] }, mine);
  if (finished !== undefined) return parseRow('heads', headSchema, finished);
  // Whoever holds the lease by now finds the note, and little left to do.
  throw new PublishLost(`the deletion of "${index}" was not finished: another writes the index`);
}

/**
 * Cancels what is crawled for the index, and waits until every worker has heard of it: one that goes by an older row of
 * the crawl would claim pages whose rows are deleted by then, and so bring the index back.
 */
async function cancelCrawls(deps: Deps, index: string, signal: AbortSignal, onBad: OnBadRow): Promise<void> {
  const crawls = await activeCrawls(deps.table, index, onBad);
  for (const crawl of crawls) await cancelCrawl(deps.table, crawl.sk);
  if (crawls.length > 0) await deps.clock.sleep(2 * CRAWL_FRESH_MS, signal);
  signal.throwIfAborted();
}

/** What else there is of an index. The history after the settings: who changes those meanwhile keeps what stood. */
const PARTS = [
  deleteLeftPages,
  deleteStarts,
  deleteSettled,
  deleteSearches,
  deleteSettings,
  deleteSettingsHistory,
  deleteIndexRow,
];

/** What a deletion stands under. */
interface Under {
  readonly lease: HeldLease;
  readonly signal: AbortSignal;
}

/** Who is not the only writer of the index any more would delete rows of one that came since. */
function assertMine({ lease, signal }: Under): void {
  signal.throwIfAborted();
  lease.assertHeld();
}

async function deletePages({ table }: Deps, index: string, under: Under): Promise<void> {
  for await (const keys of keyBatches(table, 'pages', index)) {
    assertMine(under);
    await Promise.all(keys.map((key) => table.delete('pages', key)));
  }
}

async function deleteRows(deps: Deps, index: string, under: Under): Promise<void> {
  const { table } = deps;
  for (;;) {
    const { rows } = await table.query('crawls', { pk: index, limit: BATCH });
    if (rows.length === 0) break;
    for (const { pk, sk } of rows) {
      assertMine(under);
      // One that came in during the deletion runs still; what runs when its deletion is noted is taken for a copy.
      await cancelCrawl(table, sk);
      await noteDeleted(table, pk, sk, deps.clock.now());
      await deleteCrawl(deps, { pk, sk }, under.signal);
    }
  }
  for (const deletePart of PARTS) {
    assertMine(under);
    await deletePart(table, index);
  }
}
