import { readHeads } from '#core/tables/heads.ts';
import type { Idling } from '#runtime/worker.ts';
import { isPastGrace } from './grace.ts';
import { leftOut } from './left-out.ts';
import type { TimerDeps } from './worker.ts';

/**
 * Has deletions of indexes finished that were given up half-way: what is left of such an index cannot be searched, and
 * whoever packs for it would finish its deletion first, with all that came in until then.
 * @param held is told of the indexes that have a version which is held, and when its packing began, Unix ms.
 */
export async function sweepHeads(
  deps: TimerDeps,
  held: Map<string, number>,
  { log, send, signal }: Idling,
): Promise<void> {
  for await (const head of readHeads(deps.table, leftOut(log))) {
    if (signal.aborted) return;
    const { sk: index, version, deletion_begun_ms } = head;
    if (head.held !== undefined) held.set(index, head.held.since_ms);
    if (deletion_begun_ms === undefined || !isPastGrace(deps, deletion_begun_ms)) continue;
    log.warn({ index, version }, 'nobody would have finished this deletion; it is taken up again');
    await send({ type: 'delete_index', index, version });
  }
}
