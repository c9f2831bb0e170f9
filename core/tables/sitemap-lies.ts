import { z } from 'zod';
import type { Table } from '#ports/table.ts';
import { readRow } from './row.ts';

/** A host whose sitemap was found wrong about when a page was changed. */
const lieSchema = z.object({ pk: z.string(), sk: z.string(), found_at_ms: z.number() });

/** So long the dates of a host's sitemaps are not believed after one was found wrong. */
const DISTRUST_MS = 30 * 24 * 3600 * 1000;

/** Notes that a sitemap was wrong about a page of a host. */
export async function noteLie(table: Table, host: string, now_ms: number): Promise<void> {
  await table.put('hosts', { pk: 'sitemap_lie', sk: host, found_at_ms: now_ms });
}

/** Whether the dates in sitemaps are worth nothing for the pages of a host. A time from the future counts too. */
export async function isDistrusted(table: Table, host: string, now_ms: number): Promise<boolean> {
  const row = await readRow(table, 'hosts', lieSchema, { pk: 'sitemap_lie', sk: host });
  return row !== undefined && row.found_at_ms > now_ms - DISTRUST_MS;
}
