import { z } from 'zod';
import { type Row, type Table, queryAll } from '#ports/table.ts';
import { parseRow } from './row.ts';

const PARTITION = 'processes';

/** A process writes its row this often: rarely enough that a thousand of them cost a hundred writes a second. */
export const PROCESS_BEAT_MS = 10_000;
/** One that was not seen for so long is gone: its row is deleted by whoever lists. */
export const PROCESS_FORGET_MS = 600_000;

/** A process of Sitepack as it last told of itself. For people: no decision is made by it. */
export const processSchema = z.object({
  pk: z.literal(PARTITION),
  /** The id of the process, new at each start. */
  sk: z.string(),
  /** Workers that run in it. */
  roles: z.array(z.string()),
  /** Name of the machine or container. */
  host: z.string(),
  pid: z.int().min(0),
  started_at_ms: z.number(),
  seen_at_ms: z.number(),
  version: z.string(),
  datacenter: z.string(),
  /** Base URL of its status server; empty when it has none. */
  endpoint: z.string(),
  /** Messages whose handler returned, since it started. */
  handled: z.int().min(0),
  /** Handlers that failed, since it started. */
  failed: z.int().min(0),
  /** Messages that a handler works on. */
  in_work: z.int().min(0),
});

/** A process, with its `id`. */
export type Process = Omit<z.infer<typeof processSchema>, 'pk' | 'sk'> & { readonly id: string };

export async function writeProcess(table: Table, { id, ...rest }: Process): Promise<void> {
  const row: Row = { pk: PARTITION, sk: id, ...rest };
  await table.put('nodes', row);
}

/** The process stops in good order. */
export async function deleteProcess(table: Table, id: string): Promise<void> {
  await table.delete('nodes', { pk: PARTITION, sk: id });
}

/** Every process that was seen of late, the oldest first. Rows of those that are gone are deleted. */
export async function listProcesses(table: Table, now_ms: number): Promise<Process[]> {
  const processes: Process[] = [];
  for await (const row of queryAll(table, 'nodes', { pk: PARTITION })) {
    const { pk, sk, ...rest } = parseRow('nodes', processSchema, row);
    if (now_ms - rest.seen_at_ms <= PROCESS_FORGET_MS) processes.push({ id: sk, ...rest });
    // Not if it has come back since: it slept, or its table was out of reach.
    else await table.delete('nodes', { pk, sk }, { seen_at_ms: rest.seen_at_ms });
  }
  return processes;
}
