import { countDocuments, type Manifest } from '#core/pack/manifest.ts';
import { readHeld } from '#core/pack/hold.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { activeCrawls } from '#core/tables/crawls.ts';
import { type Head, isLive } from '#core/tables/heads.ts';
import { setWaiting } from '#core/tables/indexes.ts';
import type { Handling } from '#runtime/worker.ts';
import { changesSince } from './changes-since.ts';
import { clearPending } from './clear-pending.ts';
import { finishDeletion } from './finish-deletion.ts';
import { heldVersion } from './held-version.ts';
import { keepGoing } from './keep-going.ts';
import { dropOldCrawls } from './drop-old-crawls.ts';
import { type Made, makeVersion } from './make-version.ts';
import { type OverCrawl, endCrawls, overCrawls } from './over-crawls.ts';
import { tidyUp } from './tidy-up.ts';
import { settle } from './settle.ts';
import { standingWeights } from './standing-weights.ts';
import type { PackerDeps } from './worker.ts';
import { withLease } from './with-lease.ts';

export interface PackTask {
  readonly index: string;
  readonly site?: string;
  /** Also end the crawls of the index that are over, dropping what they did not reach. */
  readonly full: boolean;
  /** The crawl whose timer fired. */
  readonly crawl_id?: string | undefined;
  /** A person has seen a version that is held, and asks for what waits with it: how many documents it loses, and why. */
  readonly asked?: { readonly lost: number; readonly reason: string };
}

/**
 * Makes a new version of an index, once a deletion that was given up half-way is finished (finish-deletion.ts):
 *   1. find the crawls that are over, and what they did not reach any more (over-crawls.ts)
 *   2. make a version of what differs from the live one, and publish it or hold it (make-version.ts)
 *   3. clear what is packed, tell the orchestrator, collect garbage; where a crawl ends, note which pages are near to
 *      others, count what came and went since it began (changes-since.ts), and report it
 *   4. without the lease: drop crawls that are over long since (drop-old-crawls.ts)
 *
 * A crash before the head moves changes nothing that anybody sees; one after it leaves work that the next packing finds
 * done.
 */
export async function packIndex(deps: PackerDeps, task: PackTask, handling: Handling): Promise<void> {
  const done = await withLease(deps, task.index, handling.signal, (lease, head, signal) =>
    packUnderLease(deps, task, lease, head, { ...handling, signal }),
  );
  await afterPacking(deps, task, done, handling);
}

/** What a packing has done while it held the lease. */
export interface Packed {
  readonly made: Made;
  /** The crawls that it ended. */
  readonly over: readonly OverCrawl[];
}

/** Steps 1 to 3, for who holds the lease. @throws {PublishLost} */
export async function packUnderLease(
  deps: PackerDeps,
  task: PackTask,
  lease: HeldLease,
  found: Head,
  handling: Handling,
): Promise<Packed> {
  const head =
    found.deletion_begun_ms === undefined ? found : await finishDeletion(deps, lease, found, handling);
  const crawls = task.full ? await overCrawls(deps, task.index, handling) : [];
  const live = isLive(head) ? await readManifest(deps.objects, head) : undefined;
  const held = await heldVersion(deps, head, handling.log);
  const gathers = await isGathering(deps, task, crawls);
  const made = await makeVersion(deps, task, {
    lease,
    head,
    live,
    held: held?.manifest,
    weights: await standingWeights(deps, task.index, { live, held: held?.manifest }),
    crawls,
    gathers,
    handling,
  });
  const stands = made.kind === 'published' ? made.manifest : live;
  await clearPending(deps, task.index, stands, handling.signal);
  if (stands !== undefined && made.kind !== 'nothing') await tidyUp(deps, lease, stands, handling.log);
  if (made.kind === 'published') await announce(task, made.manifest, handling);
  if (made.kind === 'held')
    handling.log.warn({ index: task.index, reasons: made.held.reasons }, 'the gate holds a version');
  handling.signal.throwIfAborted();
  const near_duplicates =
    made.kind === 'held' || stands === undefined || !gathers
      ? undefined
      : await settle(deps, lease, stands, made, handling);
  const end = made.kind === 'held' ? { held: made.held } : { version: stands?.version ?? 0, near_duplicates };
  if (crawls.length === 0) return { made, over: [] };
  const packed = made.kind === 'held' ? await readHeld(deps.objects, task.index, made.held) : stands;
  const documents = await changesSince(deps, crawls, packed, handling);
  return { made, over: await endCrawls(deps, crawls, end, { ...made, documents }) };
}

/**
 * Whether a packing gathers what documents say of each other: one that ends a crawl, that was asked for while none goes
 * on, or that publishes what such a one has made. While a crawl goes on that would be done over and over.
 */
async function isGathering(
  { table }: Pick<PackerDeps, 'table'>,
  { full, index, asked }: PackTask,
  over: readonly OverCrawl[],
): Promise<boolean> {
  if (asked !== undefined || over.length > 0) return true;
  return full && (await activeCrawls(table, index)).length === 0;
}

/** Step 4, and what a crawl needs that goes on. */
export async function afterPacking(
  deps: PackerDeps,
  { index, crawl_id }: PackTask,
  { made, over }: Packed,
  handling: Handling,
): Promise<void> {
  await setWaiting(deps.table, index, undefined);
  if (over.length > 0) await dropOldCrawls(deps, index, handling.signal);
  if (crawl_id !== undefined && !over.some(({ crawl }) => crawl.sk === crawl_id))
    await keepGoing(deps, crawl_id, made.kind !== 'nothing', handling);
}

async function announce(
  { index, site }: PackTask,
  manifest: Manifest,
  { log, send }: Handling,
): Promise<void> {
  const { version } = manifest;
  log.info({ index, version, documents: countDocuments(manifest) }, 'published');
  await send({ type: 'update', index, ...(site === undefined ? {} : { site }), version });
}
