import { z } from 'zod';
import { holdReasonSchema } from '#core/cluster/hold-reason.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows, readRow } from './row.ts';

/** Reasons kept of a version that is held: whoever looks for indexes reads the heads of all of them. */
export const MOST_REASONS = 8;

/** A version that the publish gate holds: made and stored, and not live. */
export const heldSchema = z.object({
  /** Its manifest; {@link readHeld} reads it. */
  manifest_key: z.string(),
  manifest_sha256: z.string(),
  /** The version that was live when it was made. */
  base: z.int().min(0),
  /** When its packing began, Unix ms: pages read later are not in it. */
  since_ms: z.number(),
  held_at_ms: z.number(),
  documents: z.int().min(0),
  /** Of its packs, uncompressed. */
  bytes: z.int().min(0),
  /** Documents of the live version that it has not. */
  lost: z.int().min(0),
  reasons: z.array(holdReasonSchema).max(MOST_REASONS),
});
export type Held = z.infer<typeof heldSchema>;

/**
 * The head of an index: its live version and the lease on writing it, in one row, because they must be checked
 * together. All heads lie in one partition, so that an orchestrator finds them in one query.
 */
export const headSchema = z.object({
  pk: z.literal('heads'),
  /** The index. */
  sk: z.string(),
  /** 0 before the first version and after deletion of the index in between. Never goes back. */
  version: z.int().min(0),
  /** The live manifest; empty while there is none. */
  manifest_key: z.string(),
  manifest_sha256: z.string(),
  /** When the index was deleted, its versions go on counting here, so that a packer from before cannot revive it. */
  deleted: z.boolean(),
  /**
   * When the deletion of the index began that this version is, Unix ms; absent once all of the index is gone. Until then
   * nothing is published: what is left of its pages and crawls would bring it back.
   */
  deletion_begun_ms: z.number().exactOptional(),
  /** The version that waits for somebody to publish it or drop it, if there is one. */
  held: heldSchema.exactOptional(),
  /** Who may write; empty when nobody does. */
  lease_owner: z.string(),
  /** Counts every taking and renewing of the lease: a holder that lives moves it. */
  lease_sequence: z.int().min(0),
  /** Counts every taking of the lease. */
  fence: z.int().min(0),
});
export type Head = z.infer<typeof headSchema>;

export function headKey(index: string): { pk: 'heads'; sk: string } {
  return { pk: 'heads', sk: index };
}

export function readHead(table: Table, index: string): Promise<Head | undefined> {
  return readRow(table, 'heads', headSchema, headKey(index));
}

/** Every head, deleted indexes included. @param onBad see {@link parseRows}. */
export function readHeads(table: Table, onBad?: OnBadRow): AsyncGenerator<Head> {
  return parseRows('heads', headSchema, queryAll(table, 'heads', { pk: 'heads' }), onBad);
}

/** Whether the index has a version that can be searched. */
export function isLive(head: Head | undefined): head is Head {
  return head !== undefined && !head.deleted && head.manifest_key !== '';
}
