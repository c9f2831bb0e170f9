import { z } from 'zod';
import type { Table } from '#ports/table.ts';

/** Of the table `indexes`. */
const PARTITION = 'settled';

/**
 * Raised with every change of how pages are compared with packs, of how it is gathered what they say of each other, or of how
 * near ones are found: what was settled by other code is not.
 */
export const SETTLED_BY = 1;

const DIGEST = z.string().max(64);

/**
 * What a full packing went by whose result is live and noted, all of it as digests: one that goes by the same would
 * change nothing. It says so of these very packs and rows, whoever reads it, however late: so it need not be taken
 * back when they change.
 */
const settledSchema = z.object({
  /** Of each shard: its pack, and the pages that were compared with it. None where some of these wait on, though they differ. */
  shards: z.array(DIGEST),
  /** Of the packs from which it was gathered what pages say of each other, and in which it is. */
  packs: DIGEST,
  /** Of where pages lead that are other ones. */
  aliases: DIGEST,
  /** Of what pages are noted to be near to. */
  near: DIGEST,
  /** Pages that are near to another. */
  near_duplicates: z.int().min(0),
});
export type Settled = z.infer<typeof settledSchema>;

const rowSchema = settledSchema.extend({ by: z.literal(SETTLED_BY) });

/** @returns undefined where nothing is settled, or by other code: it can be found out again. */
export async function readSettled(table: Table, index: string): Promise<Settled | undefined> {
  const parsed = rowSchema.safeParse(await table.get('indexes', { pk: PARTITION, sk: index })).data;
  if (parsed === undefined) return undefined;
  const { by: _by, ...settled } = parsed;
  return settled;
}

export async function writeSettled(table: Table, index: string, settled: Settled): Promise<void> {
  await table.put('indexes', { pk: PARTITION, sk: index, by: SETTLED_BY, ...settled });
}

export async function deleteSettled(table: Table, index: string): Promise<void> {
  await table.delete('indexes', { pk: PARTITION, sk: index });
}
