import { setWaiting } from '#core/tables/indexes.ts';
import { type Handling, RetryLater } from '#runtime/worker.ts';
import { isPackFile } from './local-pack.ts';
import type { PackerDeps } from './worker.ts';

/** When there is no room, it is looked for again after this. */
const NO_ROOM_WAIT_MS = 60_000;
/** A pack that was used since may be in use. */
const IN_USE_MS = 60_000;
/** Codes of the file system and of SQLite, which survive the way out of a thread. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/**
 * Puts the packing of an index off, with the reason in the index's row until it is packed. Where the tables lie on the disk
 * that is full, the reason is in the log alone.
 * @throws {RetryLater} always.
 */
export async function waitForRoom(
  { table }: Pick<PackerDeps, 'table'>,
  index: string,
  reason: string,
  log: Handling['log'],
): Promise<never> {
  try {
    await setWaiting(table, index, reason);
  } catch (error) {
    log.warn({ err: error, index, reason }, 'why packing waits could not be written');
  }
  throw new RetryLater(NO_ROOM_WAIT_MS, reason);
}

/**
 * Packs an index. A disk that is full on the way is no failure, by which the message would die: packs that are kept for
 * later make room, and the packing waits; another packer may have the room.
 * @throws {RetryLater} when the disk was full.
 */
export async function unlessFull<Result>(
  deps: Pick<PackerDeps, 'table' | 'scratch' | 'clock'>,
  index: string,
  log: Handling['log'],
  pack: () => Promise<Result>,
): Promise<Result> {
  try {
    return await pack();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && FULL.has(error.code))) throw error;
    await dropUnused(deps);
    return await waitForRoom(deps, index, `the disk of a packer was full while "${index}" was packed`, log);
  }
}

async function dropUnused({ scratch, clock }: Pick<PackerDeps, 'scratch' | 'clock'>): Promise<void> {
  const old_ms = clock.now() - IN_USE_MS;
  for (const { name, used_ms } of await scratch.list())
    if (isPackFile(name) && used_ms < old_ms) await scratch.remove(name);
}
