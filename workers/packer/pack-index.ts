import { type Manifest, countDocuments } from '#core/pack/manifest.ts';
import { publish } from '#core/pack/publish.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { hashShards } from '#core/cluster/shard-range.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { type Head, isLive } from '#core/tables/heads.ts';
import { ensureIndex, readIndex, setWaiting } from '#core/tables/indexes.ts';
import type { Handling } from '#runtime/worker.ts';
import { buildShards } from './build-shards.ts';
import { type OpenShard, changeSet } from './change-set.ts';
import { clearPending } from './clear-pending.ts';
import { collectGarbage } from './collect-garbage.ts';
import { finishDeletion } from './finish-deletion.ts';
import { keepGoing } from './keep-going.ts';
import { dropOldCrawls } from './drop-old-crawls.ts';
import { type OverCrawl, endCrawls, overCrawls } from './over-crawls.ts';
import type { PackerDeps } from './worker.ts';
import { withLease } from './with-lease.ts';

export interface PackTask {
  readonly index: string;
  readonly site: string;
  /** Also end the crawls of the index that are over, dropping what they did not reach. */
  readonly full: boolean;
  /** The crawl whose timer fired. */
  readonly crawl_id: string | undefined;
}

/**
 * Makes a new version of an index, once a deletion that was given up half-way is finished (finish-deletion.ts):
 *   1. find the crawls that are over, and what they did not reach any more (over-crawls.ts)
 *   2. stage what differs from the live version, shard by shard (change-set.ts)
 *   3. build, check, compress and store the packs of the shards it touches (build-shards.ts)
 *   4. publish: put the manifest, move the head (core/pack/publish.ts)
 *   5. clear what is packed, report the crawls, tell the orchestrator, collect garbage
 *   6. without the lease: drop crawls that are over long since (drop-old-crawls.ts)
 *
 * A crash before 4 changes nothing that anybody sees; one after it leaves work that the next packing finds done.
 */
export async function packIndex(deps: PackerDeps, task: PackTask, handling: Handling): Promise<void> {
  const { table } = deps;
  const { manifest, over } = await withLease(
    deps,
    task.index,
    handling.signal,
    async (lease, found, signal) => {
      const head =
        found.deletion_begun_ms === undefined
          ? found
          : await finishDeletion(deps, lease, found, { send: handling.send, signal });
      const crawls = task.full ? await overCrawls(deps, task.index) : [];
      const live = isLive(head) ? await readManifest(deps.objects, head) : undefined;
      const made = await makeVersion(deps, task, {
        lease,
        head,
        live,
        crawls,
        handling: { ...handling, signal },
      });
      const stands = made ?? live;
      await clearPending(deps, task.index, stands, signal);
      if (made !== undefined) {
        await collectGarbage(deps, lease, made, handling.log);
        handling.log.info(
          { index: task.index, version: made.version, documents: countDocuments(made) },
          'published',
        );
        await handling.send({ type: 'update', index: task.index, site: task.site, version: made.version });
      }
      signal.throwIfAborted();
      return { manifest: made, over: await endCrawls(deps, crawls, stands?.version ?? 0) };
    },
  );
  await setWaiting(table, task.index, undefined);
  if (over.length > 0) await dropOldCrawls(deps, task.index, handling.signal);
  const crawl_id = task.crawl_id;
  if (crawl_id !== undefined && !over.some(({ crawl }) => crawl.sk === crawl_id)) {
    await keepGoing(deps, crawl_id, manifest !== undefined, handling);
  }
}

interface Standing {
  readonly lease: HeldLease;
  readonly head: Head;
  readonly live: Manifest | undefined;
  readonly crawls: readonly OverCrawl[];
  readonly handling: Handling;
}

/** Steps 2 to 4. @returns undefined when the live version has everything already. */
async function makeVersion(
  deps: PackerDeps,
  task: PackTask,
  { lease, head, live, crawls, handling }: Standing,
): Promise<Manifest | undefined> {
  const shards = live?.shards ?? (await newShards(deps, task.index));
  await using changes = await changeSet(deps, task, shards, crawls, handling);
  if (changes.touched.size === 0) return undefined;
  // Only now: a timer that comes late must not bring back an index that was deleted.
  await ensureIndex(deps.table, task.index, { shards: shards.length }, deps.clock.now());
  const built = await buildShards(deps, task.index, shards, changes, {
    lease,
    signal: handling.signal,
    log: handling.log,
  });
  const same =
    live !== undefined && built.every((shard, n) => shard.pack.sha256 === live.shards[n]?.pack.sha256);
  if (same) return undefined;
  const reason =
    crawls.length > 0 ? `crawl ${crawls.map(({ crawl }) => crawl.sk).join(', ')}` : 'pages read since';
  // Awaited here: a failure must not stand unheard while the staging files are deleted.
  const made = await publish(deps, lease, head, { shards: built, reason, created_at_ms: deps.clock.now() });
  deps.metrics.versionPublished(task.full ? 'pack_full' : 'pack_incremental');
  return made;
}

/** The shards of an index without a version. */
async function newShards({ table, settings }: PackerDeps, name: string): Promise<OpenShard[]> {
  const index = await readIndex(table, name);
  const shards = hashShards(index?.shards ?? settings.shards);
  return shards.map(({ name, definition }) => ({ name, definition, pack: undefined }));
}
