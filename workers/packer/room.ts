import { setWaiting } from '#core/tables/indexes.ts';
import { type Handling, RetryLater } from '#runtime/worker.ts';
import { NoRoom, deletable, isInUse } from './local-pack.ts';
import type { PackerDeps } from './worker.ts';

/**
 * When there is no room, it is looked for again after the first of these, and after twice as long each time up to the
 * second.
 */
const FIRST_WAIT_MS = 2000;
const MOST_WAIT_MS = 60_000;
/** What was used since may be wanted again by the packing that goes on. */
const RECENT_MS = 60_000;
/** Codes of the file system and of SQLite, which survive the way out of a thread; and ours. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'no_room']);

/** Whether a disk was full, or what we may fill of it. */
export function isFull(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && FULL.has(error.code);
}

/** The message in hand. */
type InHand = Pick<Handling, 'log' | 'receive_count'>;

/**
 * Puts the packing of an index off, shortly at first, for another packer may have the room: with the reason in the
 * index's row until it is packed. Where the tables lie on the disk that is full, the reason is in the log alone.
 * @throws {RetryLater} always.
 */
export async function waitForRoom(
  { table }: Pick<PackerDeps, 'table'>,
  index: string,
  reason: string,
  { log, receive_count }: InHand,
): Promise<never> {
  try {
    await setWaiting(table, index, reason);
  } catch (error) {
    log.warn({ err: error, index, reason }, 'why packing waits could not be written');
  }
  throw new RetryLater(Math.min(FIRST_WAIT_MS * 2 ** (receive_count - 1), MOST_WAIT_MS), reason);
}

/**
 * Packs an index. A disk that is full on the way, or what we may fill of it, is no failure, by which the message would die: packs that are kept for
 * later make room, and the packing waits; another packer may have the room.
 * @throws {RetryLater} when the disk was full.
 */
export async function unlessFull<Result>(
  deps: Pick<PackerDeps, 'table' | 'scratch' | 'clock'>,
  index: string,
  inHand: InHand,
  pack: () => Promise<Result>,
): Promise<Result> {
  try {
    return await pack();
  } catch (error) {
    if (!isFull(error)) throw error;
    await dropUnused(deps);
    const reason =
      error instanceof NoRoom ? error.message : `the disk of a packer was full while "${index}" was packed`;
    return await waitForRoom(deps, index, reason, inHand);
  }
}

async function dropUnused({ scratch, clock }: Pick<PackerDeps, 'scratch' | 'clock'>): Promise<void> {
  const old_ms = clock.now() - RECENT_MS;
  for (const { name, used_ms } of await deletable(scratch))
    if (used_ms < old_ms && !isInUse(scratch, name)) await scratch.remove(name);
}
