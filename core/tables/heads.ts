import { z } from 'zod';
import { type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows, readRow } from './row.ts';

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
