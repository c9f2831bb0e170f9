import { readHead } from '#core/tables/heads.ts';
import type { Table } from '#ports/table.ts';
import { RetryLater } from '#runtime/worker.ts';

const WAIT_MS = 5000;

/**
 * Lets nothing that a client asks for begin while its index is being deleted: it would be deleted as well, and nobody
 * told. What had begun by then goes with the index.
 * @throws {RetryLater} until all of the index is gone.
 */
export async function waitForDeletion(table: Table, index: string): Promise<void> {
  const head = await readHead(table, index);
  if (head?.deletion_begun_ms !== undefined) throw new RetryLater(WAIT_MS, 'the index is being deleted');
}
