import type { HeldLease } from '#core/lease/held-lease.ts';
import { type Head, headKey, readHead } from '#core/tables/heads.ts';
import type { Changes, Table } from '#ports/table.ts';

/** Another version was published since the head was read, or the lease is another's by now. */
export class PublishLost extends Error {
  override readonly name = 'PublishLost';
  readonly code = 'publish_lost';
}

interface HeadChange extends Changes {
  /** Whether a row is as this change leaves it. */
  readonly isMade: (now: Head | undefined) => boolean;
  /** What was not done where it cannot be made, for the error: `nothing was held for "site.gov"`. */
  readonly undone: string;
}

/**
 * Changes a head row, under version and fence: only where it stands as `head` says, and the lease is still held.
 * @throws {PublishLost} with nothing changed. Whatever the table throws, where the row is not changed.
 */
export async function writeHead(
  table: Table,
  lease: HeldLease,
  head: Head,
  { isMade, undone, ...changes }: HeadChange,
): Promise<void> {
  const expected = { version: head.version, fence: lease.fence, lease_owner: lease.owner };
  let failure: unknown;
  try {
    if ((await table.update('heads', headKey(head.sk), changes, expected)) !== undefined) return;
  } catch (error) {
    failure = error;
  }
  // It may be our own write that came through, with the answer lost.
  const now = await readHead(table, head.sk);
  if (isMade(now)) return;
  if (failure !== undefined) throw failure;
  throw new PublishLost(
    `${undone}: the head is at version ${now?.version ?? 0} under fence ${now?.fence ?? 0}`,
  );
}
