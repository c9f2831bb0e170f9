import { z } from 'zod';
import { type Table, queryAll } from '#ports/table.ts';
import { deletePartition } from './key-batches.ts';
import { parseRow } from './row.ts';

/**
 * Hosts that a crawl may reach by a domain such as `*.site.gov`. Each costs a robots.txt, a row of turns and a queue of
 * its own, and a name server that answers for every name makes one of each link: without a bound a trap would have as
 * many as the crawl has pages.
 */
export const MOST_HOSTS = 1000;

const hostSchema = z.object({ host: z.string() });

/** Hosts that a crawl has reached so, in the order in which they came in, from one on. */
export async function readReachedHosts(table: Table, crawl_id: string, from = 0): Promise<string[]> {
  const hosts: string[] = [];
  for await (const row of queryAll(table, 'crawls', { pk: hostsOf(crawl_id), from: place(from) }))
    hosts.push(parseRow('crawls', hostSchema, row).host);
  return hosts;
}

/**
 * Gives a host the next place, if it is free. Places follow on each other, so whoever holds the hosts of all before knows
 * them all.
 * @returns false when another host has it, or this one by a write that was not heard of.
 */
export async function addReachedHost(
  table: Table,
  crawl_id: string,
  at: number,
  host: string,
): Promise<boolean> {
  const [added] = await table.insertNew('crawls', [{ pk: hostsOf(crawl_id), sk: place(at), host }]);
  return added === true;
}

export async function deleteReachedHosts(table: Table, crawl_id: string): Promise<void> {
  await deletePartition(table, 'crawls', hostsOf(crawl_id));
}

function hostsOf(crawl_id: string): string {
  return `hosts ${crawl_id}`;
}

/** Ordered as text. */
function place(at: number): string {
  return String(at).padStart(String(MOST_HOSTS).length, '0');
}
