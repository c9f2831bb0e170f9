import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Head } from '#core/tables/heads.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Table } from '#ports/table.ts';
import { type NextVersion, makeManifest } from './make-manifest.ts';
import { type Manifest, manifestKey } from './manifest.ts';
import { writeHead } from './write-head.ts';

/**
 * Publishes a new version of an index: writes its manifest, then moves the head. Nobody sees anything before the head
 * moves, and it moves only if it still stands where `head` says and the lease is still held: both in one conditional
 * write, because either alone loses documents when a packer sleeps past the end of its lease.
 * @param keeps_held whether a version that is held goes on waiting; else it is held no longer, by the same write.
 * @throws {PublishLost} with nothing changed.
 * @throws {TypeError} for a head whose deletion goes on: it is finished first.
 */
export async function publish(
  ports: { readonly table: Table; readonly objects: ObjectStore },
  lease: HeldLease,
  head: Head,
  next: NextVersion,
  keeps_held = false,
): Promise<Manifest> {
  const index = head.sk;
  if (head.deletion_begun_ms !== undefined)
    throw new TypeError(`"${index}" is being deleted: nothing can be published`);
  const { manifest, bytes, sha256 } = makeManifest(lease, head, next);
  const { version } = manifest;
  const key = manifestKey(index, version, sha256);
  await ports.objects.put(key, bytes);
  lease.assertHeld();
  const live = { version, manifest_key: key, manifest_sha256: sha256, deleted: false };
  await moveHead(ports.table, lease, head, live, keeps_held);
  return manifest;
}

/**
 * Writes the live version into the head row, under version and fence.
 * @throws {PublishLost}
 */
export async function moveHead(
  table: Table,
  lease: HeldLease,
  head: Head,
  live: Pick<Head, 'version' | 'manifest_key' | 'manifest_sha256' | 'deleted' | 'deletion_begun_ms'>,
  keeps_held = false,
): Promise<void> {
  await writeHead(table, lease, head, {
    set: live,
    ...(keeps_held ? {} : { remove: ['held'] }),
    isMade: (now) =>
      now?.version === live.version &&
      now.manifest_sha256 === live.manifest_sha256 &&
      now.deleted === live.deleted,
    undone: `version ${live.version} of "${head.sk}" was not published`,
  });
}
