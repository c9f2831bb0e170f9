import { z } from 'zod';
import { type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows } from './row.ts';

/**
 * How long it is remembered at least that a crawl was deleted: longer than a queue keeps a message, which on SQS is 14 days.
 * So long a dead letter can be sent again by hand; a day more is for its way.
 */
export const KEPT_MS = 15 * 24 * 3600_000;

/**
 * What is left of a crawl that was deleted, with its index or as one of many. A copy of its `index+crawl` that comes
 * later would find no row and begin it anew: in an index that a client wanted gone, or with workers that take its links
 * for posted, so that it would end almost empty and drop the rest of the site.
 */
const tombstoneSchema = z.object({ pk: z.string(), sk: z.string(), deleted_at_ms: z.number() });

/** The crawl was deleted: it does not begin again. */
export class CrawlDeleted extends Error {
  override readonly name = 'CrawlDeleted';
  readonly code = 'crawl_deleted';
  constructor(crawl_id: string) {
    super(`crawl ${crawl_id} was deleted; a new crawl needs an id of its own`);
  }
}

/** Notes that a crawl is deleted. Must be written before its row goes: who finds the row's key free looks here. */
export async function noteDeleted(
  table: Table,
  index: string,
  crawl_id: string,
  now_ms: number,
): Promise<void> {
  await table.put('crawls', { pk: deletedOf(index), sk: crawl_id, deleted_at_ms: now_ms });
}

/** Whether a crawl was deleted, as far as that is remembered. */
export async function wasDeleted(table: Table, index: string, crawl_id: string): Promise<boolean> {
  return (await table.get('crawls', { pk: deletedOf(index), sk: crawl_id })) !== undefined;
}

/**
 * Forgets crawls of an index that were deleted more than {@link KEPT_MS} ago: no queue has a message of theirs any more.
 * @param onBad see {@link parseRows}.
 */
export async function forgetDeleted(
  table: Table,
  index: string,
  now_ms: number,
  onBad?: OnBadRow,
): Promise<void> {
  const rows = queryAll(table, 'crawls', { pk: deletedOf(index) });
  for await (const { pk, sk, deleted_at_ms } of parseRows('crawls', tombstoneSchema, rows, onBad))
    if (deleted_at_ms < now_ms - KEPT_MS) await table.delete('crawls', { pk, sk });
}

/** A partition of its own, beside that of the index: no name of an index has a space. */
function deletedOf(index: string): string {
  return `deleted ${index}`;
}
