import { z } from 'zod';
import { addCounts } from '#core/crawl/link-counts.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { deletePartition } from './key-batches.ts';
import { parseRow } from './row.ts';

/** How far a crawl is. For people, and a limit of bytes: whether it is over is asked of the frontier, never of these. */
export const progressSchema = z.object({
  /** URLs found within its limits. */
  found: z.int().min(0),
  /** Pages read: indexed, unchanged, redirected, or found gone. */
  fetched: z.int().min(0),
  /** Pages that could not be read. */
  failed: z.int().min(0),
  /**
   * Pages left alone: robots, noindex, type, cancelled, and links kept out by rules and traps as far as they are listed.
   */
  skipped: z.int().min(0),
  /** Bytes that came over the wire. */
  bytes: z.int().min(0),
  /** {@link LinkCounts}: links that were not followed, listed or not. Each process counts a URL once, as far as it remembers. */
  refused_links: z.record(z.string(), z.int().min(0)).default({}),
});
export type Progress = z.infer<typeof progressSchema>;

export const NO_PROGRESS: Progress = {
  found: 0,
  fetched: 0,
  failed: 0,
  skipped: 0,
  bytes: 0,
  refused_links: {},
};

/** What the workers counted so far, each in a row of its own; `writeTally` writes a worker's. */
export async function readProgress(table: Table, crawl_id: string): Promise<Progress> {
  let sum = NO_PROGRESS;
  for await (const { progress } of readTallies(table, crawl_id)) sum = addProgress(sum, progress);
  return sum;
}

/** The same, of each worker by itself. */
export async function* readTallies(
  table: Table,
  crawl_id: string,
): AsyncGenerator<{ readonly worker: string; readonly progress: Progress }> {
  for await (const row of queryAll(table, 'crawls', { pk: tallies(crawl_id) }))
    yield { worker: row.sk, progress: parseRow('crawls', progressSchema, row) };
}

export async function writeTally(
  table: Table,
  crawl_id: string,
  worker: string,
  tally: Progress,
): Promise<void> {
  await table.put('crawls', { pk: tallies(crawl_id), sk: worker, ...tally });
}

/** Deletes what the workers counted: the report has it better. */
export async function deleteTallies(table: Table, crawl_id: string): Promise<void> {
  await deletePartition(table, 'crawls', tallies(crawl_id));
}

export function addProgress(a: Progress, b: Progress): Progress {
  return {
    found: a.found + b.found,
    fetched: a.fetched + b.fetched,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    bytes: a.bytes + b.bytes,
    refused_links: addCounts(a.refused_links, b.refused_links),
  };
}

function tallies(crawl_id: string): string {
  return `tallies ${crawl_id}`;
}
