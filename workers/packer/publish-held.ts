import type { Held } from '#core/tables/heads.ts';
import type { Handler } from '#runtime/worker.ts';
import { type PackTask, afterPacking, packUnderLease } from './pack-index.ts';
import { unlessFull } from './room.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Publishes what waits with the version that is held. It is packed anew, by the rows of its pages as they are by now: so
 * a page that came back since is not lost with the others. If nothing changed, the packs come out as they were, byte for
 * byte. Should it lose many more documents by now than the one that was seen, it is held again.
 *
 * A message that comes again finds that nothing is held, or another version, and is a packing like any other.
 */
export function publishHeld(deps: PackerDeps): Handler<'publish_held'> {
  return async ({ index, manifest }, handling) => {
    const task = { index, full: false };
    const packed = await unlessFull(deps, index, handling, () =>
      withLease(deps, index, handling.signal, (lease, head, signal) => {
        const asked = isMeant(head.held, manifest) ? { asked: askedFor(head.held) } : {};
        if (asked.asked === undefined) handling.log.info({ index, manifest }, 'that version is not held');
        return packUnderLease(deps, { ...task, ...asked }, lease, head, { ...handling, signal });
      }),
    );
    await afterPacking(deps, task, packed, handling);
  };
}

/** Whether the version that is held is the one that is asked about. */
export function isMeant(held: Held | undefined, manifest: string | undefined): held is Held {
  return held !== undefined && (manifest === undefined || manifest === held.manifest_sha256);
}

function askedFor({ lost, reasons }: Held): NonNullable<PackTask['asked']> {
  return { lost, reason: reasons[0]?.text ?? '' };
}
