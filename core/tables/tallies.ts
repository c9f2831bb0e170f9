import { z } from 'zod';
import { type Table, queryAll } from '#ports/table.ts';
import { parseRow } from './row.ts';

/** How far a crawl is. For people: whether it is over is asked of the frontier, never of these. */
export const progressSchema = z.object({
  /** URLs found within its limits. */
  found: z.int().min(0),
  /** Pages read: indexed, unchanged, redirected, or found gone. */
  fetched: z.int().min(0),
  /** Pages that could not be read. */
  failed: z.int().min(0),
  /** Pages left alone: robots, noindex, type, cancelled. */
  skipped: z.int().min(0),
  /** Bytes that came over the wire. */
  bytes: z.int().min(0),
});
export type Progress = z.infer<typeof progressSchema>;

export const NO_PROGRESS: Progress = { found: 0, fetched: 0, failed: 0, skipped: 0, bytes: 0 };

/** What the workers counted so far, each in a row of its own; `writeTally` writes a worker's. */
export async function readProgress(table: Table, crawl_id: string): Promise<Progress> {
  let sum = NO_PROGRESS;
  for await (const row of queryAll(table, 'crawls', { pk: tallies(crawl_id) })) {
    sum = addProgress(sum, parseRow('crawls', progressSchema, row));
  }
  return sum;
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
  for await (const row of queryAll(table, 'crawls', { pk: tallies(crawl_id) }))
    await table.delete('crawls', row);
}

export function addProgress(a: Progress, b: Progress): Progress {
  return {
    found: a.found + b.found,
    fetched: a.fetched + b.fetched,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    bytes: a.bytes + b.bytes,
  };
}

function tallies(crawl_id: string): string {
  return `tallies ${crawl_id}`;
}
