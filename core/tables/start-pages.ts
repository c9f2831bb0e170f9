import { z } from 'zod';
import { pageKey } from '#core/crawl/url.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { deletePartition } from './key-batches.ts';
import { parseRows } from './row.ts';

/** Start pages of an index that are remembered: those at which a crawl began last. As many as its settings may name. */
export const MOST_STARTS = 100;

const startSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  /** Canonical. */
  url: z.string(),
  /** When a crawl began there last, Unix ms. */
  at_ms: z.number(),
});
type Start = z.infer<typeof startSchema>;

/** Notes that a crawl of an index begins at a page. @param url canonical. */
export async function noteStart(table: Table, index: string, url: string, at_ms: number): Promise<void> {
  await table.put('crawls', { pk: startsOf(index), sk: pageKey(url), url, at_ms });
}

/** The pages at which crawls of an index began, the last one first, at most {@link MOST_STARTS}. */
export async function keptStarts(table: Table, index: string): Promise<string[]> {
  return (await readStarts(table, index)).slice(0, MOST_STARTS).map(({ url }) => url);
}

/** Forgets those beyond {@link MOST_STARTS}. */
export async function forgetOldStarts(table: Table, index: string): Promise<void> {
  for (const start of (await readStarts(table, index)).slice(MOST_STARTS))
    await table.delete('crawls', start);
}

/** Forgets all of an index. */
export async function deleteStarts(table: Table, index: string): Promise<void> {
  await deletePartition(table, 'crawls', startsOf(index));
}

async function readStarts(table: Table, index: string): Promise<Start[]> {
  const rows = queryAll(table, 'crawls', { pk: startsOf(index) });
  return (await Array.fromAsync(parseRows('crawls', startSchema, rows, undefined))).toSorted(later);
}

function later(one: Start, other: Start): number {
  return other.at_ms - one.at_ms || (one.url < other.url ? -1 : 1);
}

/** A partition of its own, beside that of the index: no name of an index has a space. */
function startsOf(index: string): string {
  return `starts ${index}`;
}
