import type { LogicalQueue } from '#messages/message.ts';
import type { WorkerRole } from '#runtime/worker.ts';
import type { Platform } from './backend/platform.ts';

/** Where each role's messages come from; a searcher makes its queue, which shows the same. */
const QUEUE: Readonly<Record<WorkerRole, LogicalQueue | undefined>> = {
  indexer: 'index',
  crawler: 'crawl',
  timer: 'timer',
  packer: 'pack',
  orchestrator: 'orchestrator',
  searcher: undefined,
};

/**
 * Asks once for what workers of these roles stand on, so that a process which can reach nothing, or nothing that was set up,
 * says so and ends, in place of being ready and failing for ever.
 * @throws what the backend throws, which says what to do.
 */
export async function checkReach(
  { table, queue, objects, names }: Pick<Platform, 'table' | 'queue' | 'objects' | 'names'>,
  roles: readonly WorkerRole[],
): Promise<void> {
  // Every role counts failures, and so may read there.
  await table.get('failures', { pk: 'none', sk: 'none' });
  const queues = roles.map((role) => QUEUE[role]).filter((logical) => logical !== undefined);
  await Promise.all(queues.map((logical) => queue.counts(names.of(logical))));
  if (roles.some((role) => role !== 'timer')) await objects.list('none/', { limit: 1 });
}
