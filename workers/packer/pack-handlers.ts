import { indexNameFor } from '#core/crawl/url.ts';
import { notePacked, packedGeneration } from '#core/tables/indexes.ts';
import type { MessageOf } from '#messages/registry.ts';
import type { Handler, Handling } from '#runtime/worker.ts';
import { packIndex } from './pack-index.ts';
import { unlessFull } from './room.ts';
import type { PackerDeps } from './worker.ts';

/** Packs everything that waits, and ends the crawls of the index that are over. */
export function packFull(deps: PackerDeps): Handler<'pack_full'> {
  return (message, handling) => pack(deps, message, handling, true);
}

/** Packs everything that waits. */
export function packIncremental(deps: PackerDeps): Handler<'pack_incremental'> {
  return (message, handling) => pack(deps, message, handling, false);
}

async function pack(
  deps: PackerDeps,
  message: MessageOf<'pack_full'> | MessageOf<'pack_incremental'>,
  handling: Handling,
  full: boolean,
): Promise<void> {
  const { timer, site, index = indexNameFor(site) } = message;
  if (
    timer !== undefined &&
    (await packedGeneration(deps.table, timer.index, timer.site)) >= timer.generation
  ) {
    handling.log.info({ index, generation: timer.generation }, 'this firing was packed already');
    return;
  }
  const task = { index, site, full, crawl_id: message.crawl_id };
  await unlessFull(deps, index, handling, () => packIndex(deps, task, handling));
  if (timer !== undefined) await notePacked(deps.table, timer.index, timer.site, timer.generation);
}
