import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { type Head, headKey } from '#core/tables/heads.ts';
import { RetryLater } from '#runtime/worker.ts';
import { waitForDeletion } from './wait-for-deletion.ts';

const deleted: Head = {
  ...headKey('made'),
  version: 2,
  manifest_key: '',
  manifest_sha256: '',
  deleted: true,
  lease_owner: '',
  lease_sequence: 0,
  fence: 1,
};

it('waits while the index is being deleted, and no longer', async () => {
  const table = new MemoryTable();
  await waitForDeletion(table, 'made');
  await table.put('heads', { ...deleted, deletion_begun_ms: 1 });
  await expect(waitForDeletion(table, 'made')).rejects.toThrow(RetryLater);
  await waitForDeletion(table, 'other');
  await table.put('heads', deleted);
  await waitForDeletion(table, 'made');
});
