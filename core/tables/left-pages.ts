import { z } from 'zod';
import type { LeftOver } from '#core/crawl/known-pages.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { Table } from '#ports/table.ts';
import { deletePartition } from './key-batches.ts';
import { readRow } from './row.ts';

/**
 * Characters of the URLs that are left to the next crawl, in one row, which on DynamoDB holds 400 KB; of others the crawl
 * after that hears.
 */
const MOST_CHARS = 200_000;

const leftSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  urls: z.array(z.string()),
  crowded: z.boolean(),
  keeping: z.int().min(0).default(0),
});

/** Where a crawl begins. */
interface Start {
  readonly site: string;
  readonly scheme: 'http' | 'https';
  /** Path and query. */
  readonly path: string;
}

/** What the last crawl that began at this page left to the next; `undefined` when it reached all that is known. */
export function readLeftPages(table: Table, index: string, start: Start): Promise<LeftOver | undefined> {
  return readRow(table, 'crawls', leftSchema, { pk: leftOf(index), sk: keyOf(start) });
}

/** Leaves pages to the next crawl that begins at this page, in place of those of the crawl before. */
export async function writeLeftPages(
  table: Table,
  index: string,
  start: Start,
  { urls, ...rest }: LeftOver,
): Promise<void> {
  let chars = 0;
  const kept = urls.filter((url) => (chars += url.length) <= MOST_CHARS);
  await table.put('crawls', { pk: leftOf(index), sk: keyOf(start), urls: kept, ...rest });
}

export async function forgetLeftPages(table: Table, index: string, start: Start): Promise<void> {
  await table.delete('crawls', { pk: leftOf(index), sk: keyOf(start) });
}

/** Forgets them of all start pages of an index. */
export async function deleteLeftPages(table: Table, index: string): Promise<void> {
  await deletePartition(table, 'crawls', leftOf(index));
}

function keyOf({ site, scheme, path }: Start): string {
  return pageKey(`${scheme}://${site}${path}`);
}

/** A partition of its own, beside that of the index: no name of an index has a space. */
function leftOf(index: string): string {
  return `left ${index}`;
}
