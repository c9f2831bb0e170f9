import { isDeepStrictEqual } from 'node:util';
import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { writeSettled } from '#core/tables/settled.ts';
import type { Handling } from '#runtime/worker.ts';
import type { ToSettle } from './make-version.ts';
import { noteNear } from './note-near.ts';
import { nearDigest } from './settled-digests.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Notes which pages of a version are near to others, unless that is known to be noted; and what the packing went by, so
 * that the next which goes by the same has nothing to do.
 * @param live what is live, and was gathered from.
 * @returns how many pages are near to another one.
 */
export async function settle(
  deps: PackerDeps,
  lease: Pick<HeldLease, 'assertHeld'>,
  live: Pick<Manifest, 'index' | 'shards'>,
  { near, before, by_now }: ToSettle,
  handling: Pick<Handling, 'signal'>,
): Promise<number> {
  const isNoted = before !== undefined && before.near === nearDigest(near);
  const noted = isNoted ? { ...before, near } : await noteNear(deps, live, near, handling);
  const { near_duplicates } = noted;
  if (by_now === undefined) return near_duplicates;
  const next = { ...by_now, near: nearDigest(noted.near), near_duplicates };
  if (isDeepStrictEqual(next, before)) return near_duplicates;
  lease.assertHeld();
  await writeSettled(deps.table, live.index, next);
  return near_duplicates;
}
