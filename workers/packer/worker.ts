import type { BuildTasks } from '#core/pack/build-tasks.ts';
import { indexNameFor } from '#core/crawl/url.ts';
import { setWaiting } from '#core/tables/indexes.ts';
import type { Message } from '#messages/registry.ts';
import type { Clock } from '#ports/clock.ts';
import type { Compute } from '#ports/compute.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Random } from '#ports/random.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import type { Table } from '#ports/table.ts';
import type { Unzstd } from '#ports/unzstd.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { WorkerDefinition } from '#runtime/worker.ts';
import { deleteIndex } from './delete-index.ts';
import { dropHeld } from './drop-held.ts';
import { packFull, packIncremental } from './pack-handlers.ts';
import { publishHeld } from './publish-held.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { repack } from './repack.ts';
import { rollback } from './rollback.ts';

export interface PackerDeps {
  readonly table: Table;
  readonly objects: ObjectStore;
  readonly unzstd: Unzstd;
  readonly compute: Compute<BuildTasks>;
  readonly scratch: ScratchFolder;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly settings: {
    readonly concurrency: number;
    readonly handler_timeout_ms: number;
    readonly lease_ms: number;
    /** Of a new index. */
    readonly shards: number;
    /** Versions kept at least, and for how long at least. */
    readonly keep_versions: number;
    readonly keep_s: number;
    /** Finished crawls of an index that are kept. */
    readonly keep_crawls: number;
    /** What the publish gate goes by (core/cluster/gate-thresholds.ts). */
    readonly gate_spare_documents: number;
    readonly gate_lost_share: number;
    readonly gate_failed_share: number;
    readonly gate_shrunk_share: number;
    /** Timeout of the timer of a crawl that goes on. */
    readonly crawl_timeout_s: number;
    /** Of a response: no visit of a page lasts longer than that lets it. */
    readonly fetch_timeout_ms: number;
  };
}

/**
 * Makes new versions of indexes: the only writer of an index while it holds its lease. Clears its scratch folder first
 * of what another left unfinished there.
 */
export async function packerWorker(deps: PackerDeps): Promise<WorkerDefinition> {
  await removeLeftovers(deps.scratch);
  return {
    role: 'packer',
    queue: 'pack',
    concurrency: deps.settings.concurrency,
    handler_timeout_ms: deps.settings.handler_timeout_ms,
    handlers: {
      pack_full: packFull(deps),
      pack_incremental: packIncremental(deps),
      rollback: rollback(deps),
      publish_held: publishHeld(deps),
      drop_held: dropHeld(deps),
      repack: repack(deps),
      delete_index: deleteIndex(deps),
    },
    // Its crawls are taken up again by a sweep; whoever looks at the index should see what is in the way.
    onDead: async (message, reason) => {
      const index = indexOf(message);
      if (index === undefined) return;
      await setWaiting(deps.table, index, `${message.type} failed: ${reason}; see "sitepack dead list"`);
    },
  };
}

/** The index that a message is about: the one of its site where it names none. */
function indexOf(message: Message): string | undefined {
  if ('index' in message && message.index !== undefined) return message.index;
  return 'site' in message && message.site !== undefined ? indexNameFor(message.site) : undefined;
}
