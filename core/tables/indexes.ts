import { z } from 'zod';
import { type Row, type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRow, parseRows, readRow } from './row.ts';

const PARTITION = 'indexes';
/** Names of all indexes that anything was ever done for, deleted ones too. */
const KNOWN = 'known';

/** What is set for an index, and what its packer has to say. */
export const indexSchema = z.object({
  pk: z.literal(PARTITION),
  /** The index. */
  sk: z.string(),
  shards: z.int().min(1),
  created_at_ms: z.number(),
  /** Why packing waits, when it does. */
  waiting: z.string().optional(),
});
export type Index = z.infer<typeof indexSchema>;

export function readIndex(table: Table, index: string): Promise<Index | undefined> {
  return readRow(table, 'indexes', indexSchema, { pk: PARTITION, sk: index });
}

/** Makes the row of an index if there is none, and gives the one that stands. */
export async function ensureIndex(
  table: Table,
  index: string,
  defaults: Pick<Index, 'shards'>,
  now_ms: number,
): Promise<Index> {
  const row: Row = { pk: PARTITION, sk: index, shards: defaults.shards, created_at_ms: now_ms };
  await table.insertNew('indexes', [row]);
  return (await readIndex(table, index)) ?? parseRow('indexes', indexSchema, row);
}

/** Says why packing waits, or that it does no longer. Nothing is said of an index that has no row, or loses it meanwhile. */
export async function setWaiting(table: Table, index: string, reason: string | undefined): Promise<void> {
  const key = { pk: PARTITION, sk: index };
  const changes = reason === undefined ? { remove: ['waiting'] } : { set: { waiting: reason } };
  const created_at_ms = (await table.get('indexes', key))?.['created_at_ms'];
  // Without the condition a row that is gone by now would be made, of nothing but this.
  if (typeof created_at_ms === 'number') await table.update('indexes', key, changes, { created_at_ms });
}

/** Every index that has a row. @param onBad see {@link parseRows}. */
export function listIndexes(table: Table, onBad?: OnBadRow): Promise<Index[]> {
  const rows = queryAll(table, 'indexes', { pk: PARTITION });
  return Array.fromAsync(parseRows('indexes', indexSchema, rows, onBad));
}

export async function deleteIndexRow(table: Table, index: string): Promise<void> {
  await table.delete('indexes', { pk: PARTITION, sk: index });
}

/**
 * Notes the name of an index, before the first row or message that is for it: so a sweep finds what is done for an index
 * that has neither a version nor a timer yet. The note stays for good, as the head does.
 */
export async function noteKnown(table: Table, index: string): Promise<void> {
  await table.put('indexes', { pk: KNOWN, sk: index });
}

/** Names of indexes by {@link noteKnown}. */
export async function knownIndexes(table: Table): Promise<string[]> {
  const names: string[] = [];
  for await (const { sk } of queryAll(table, 'indexes', { pk: KNOWN })) names.push(sk);
  return names;
}

/** The last firing of a site's timer that was packed; 0 for none. */
export async function packedGeneration(table: Table, index: string, site: string): Promise<number> {
  const row = await table.get('indexes', firingKey(index, site));
  return Number(row?.['generation'] ?? 0);
}

/** Notes that a firing was packed. Firings of a site come in order: they are of one FIFO group. */
export async function notePacked(
  table: Table,
  index: string,
  site: string,
  generation: number,
): Promise<void> {
  await table.put('indexes', { ...firingKey(index, site), generation });
}

function firingKey(index: string, site: string): { pk: string; sk: string } {
  return { pk: `firings ${index}`, sk: site };
}
