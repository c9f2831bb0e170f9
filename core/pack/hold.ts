import type { HoldReason } from '#core/cluster/hold-reason.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { type Head, type Held, MOST_REASONS } from '#core/tables/heads.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Table } from '#ports/table.ts';
import { type NextVersion, makeManifest } from './make-manifest.ts';
import { type Manifest, countBytes, countDocuments, heldManifestKey } from './manifest.ts';
import { readManifest } from './read-manifest.ts';
import { writeHead } from './write-head.ts';

/** A version that is held, with why. */
export interface HeldVersion extends NextVersion {
  /** When its packing began, Unix ms. */
  readonly since_ms: number;
  readonly lost: number;
  readonly reasons: readonly HoldReason[];
}

/**
 * Stores a version and holds it: the head goes on naming the live one, and names this one beside it, in place of any that
 * it named before. One conditional write, under version and fence as for a publication.
 * @throws {PublishLost} with nothing changed.
 */
export async function hold(
  ports: { readonly table: Table; readonly objects: ObjectStore },
  lease: HeldLease,
  head: Head,
  next: HeldVersion,
): Promise<Held> {
  const { manifest, bytes, sha256 } = makeManifest(lease, head, next);
  const key = heldManifestKey(head.sk, sha256);
  await ports.objects.put(key, bytes);
  lease.assertHeld();
  const held: Held = {
    manifest_key: key,
    manifest_sha256: sha256,
    base: head.version,
    since_ms: next.since_ms,
    held_at_ms: next.created_at_ms,
    documents: countDocuments(manifest),
    bytes: countBytes(manifest),
    lost: next.lost,
    reasons: told(next.reasons),
  };
  await writeHeld(ports.table, lease, head, held);
  return held;
}

/** Reasons that a row has room for: of each kind the gravest before further ones of a kind, in their order. */
function told(reasons: readonly HoldReason[]): HoldReason[] {
  const byCode = new Map(reasons.toReversed().map((reason) => [reason.code, reason]));
  const kept = new Set(byCode.values());
  for (const reason of reasons) if (kept.size < MOST_REASONS) kept.add(reason);
  return reasons.filter((reason) => kept.has(reason));
}

/**
 * Holds a version no longer. Its objects are garbage then.
 * @throws {PublishLost} with nothing changed.
 */
export async function letGo(table: Table, lease: HeldLease, head: Head): Promise<void> {
  await writeHeld(table, lease, head, undefined);
}

/**
 * The manifest of the version that a head holds.
 * @throws {BadManifest} when it is missing or another one. Whatever the store throws when it cannot be read.
 */
export function readHeld(
  objects: Pick<ObjectStore, 'get'>,
  index: string,
  { manifest_key, manifest_sha256, base }: Held,
): Promise<Manifest> {
  return readManifest(objects, { manifest_key, manifest_sha256, sk: index, version: base + 1 });
}

async function writeHeld(table: Table, lease: HeldLease, head: Head, held: Held | undefined): Promise<void> {
  await writeHead(table, lease, head, {
    ...(held === undefined ? { remove: ['held'] } : { set: { held } }),
    isMade: (now) => now?.held?.manifest_sha256 === held?.manifest_sha256,
    undone: `nothing was held for "${head.sk}"`,
  });
}
