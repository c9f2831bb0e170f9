import type { HeldLease } from '#core/lease/held-lease.ts';
import { moveHead } from '#core/pack/publish.ts';
import type { Head } from '#core/tables/heads.ts';
import type { Handler } from '#runtime/worker.ts';
import { finishDeletion } from './finish-deletion.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Deletes an index. First the head says so, under lease and fence, and the orchestrator is told: from then on it cannot
 * be searched. Then its crawls, objects and rows go. The head stays, its version counting on, so that a packer from
 * before cannot bring the index back; and of each crawl that it was, so that no message of it can, not even a dead letter
 * that is sent again days later. Those notes go with a later deletion, when no queue has such a message any more.
 *
 * Until all is gone the head says that as well. Should the message be given up, whoever packs finishes the deletion first,
 * and a sweep has it finished: it names the version, for the index may be another by the time its message comes.
 */
export function deleteIndex(deps: PackerDeps): Handler<'delete_index'> {
  return async ({ index, version }, handling) => {
    await withLease(deps, index, handling.signal, async (lease, head, signal) => {
      const isUnfinished = head.deletion_begun_ms !== undefined;
      if (version !== undefined && !(isUnfinished && head.version === version)) {
        handling.log.info({ index, version }, 'this deletion is finished already');
        return;
      }
      const deleted = isUnfinished ? head : await beginDeletion(deps, lease, head);
      await finishDeletion(deps, lease, deleted, { ...handling, signal });
      handling.log.info({ index }, 'deleted');
    });
  };
}

async function beginDeletion(deps: PackerDeps, lease: HeldLease, head: Head): Promise<Head> {
  const deletion = {
    version: head.version + 1,
    manifest_key: '',
    manifest_sha256: '',
    deleted: true,
    deletion_begun_ms: deps.clock.now(),
  };
  await moveHead(deps.table, lease, head, deletion);
  return { ...head, ...deletion };
}
