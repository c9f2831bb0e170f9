import { createHash } from 'node:crypto';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { type Head, headKey, readHead } from '#core/tables/heads.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Table } from '#ports/table.ts';
import { type Manifest, type ShardEntry, manifestKey, manifestSchema } from './manifest.ts';

/** Another version was published since the head was read, or the lease is another's by now. */
export class PublishLost extends Error {
  override readonly name = 'PublishLost';
  readonly code = 'publish_lost';
}

/**
 * Publishes a new version of an index: writes its manifest, then moves the head. Nobody sees anything before the head
 * moves, and it moves only if it still stands where `head` says and the lease is still held: both in one conditional
 * write, because either alone loses documents when a packer sleeps past the end of its lease.
 * @throws {PublishLost} with nothing changed.
 * @throws {TypeError} for a head whose deletion goes on: it is finished first.
 */
export async function publish(
  ports: { readonly table: Table; readonly objects: ObjectStore },
  lease: HeldLease,
  head: Head,
  next: {
    readonly shards: readonly ShardEntry[];
    readonly reason: string;
    readonly asked_by?: string | undefined;
    readonly created_at_ms: number;
  },
): Promise<Manifest> {
  const index = head.sk;
  if (head.deletion_begun_ms !== undefined)
    throw new TypeError(`"${index}" is being deleted: nothing can be published`);
  const version = head.version + 1;
  const manifest = manifestSchema.parse({
    format: 1,
    index,
    version,
    parent: head.manifest_key === '' ? null : { key: head.manifest_key, sha256: head.manifest_sha256 },
    fence: lease.fence,
    created_at_ms: next.created_at_ms,
    reason: next.reason,
    asked_by: next.asked_by,
    shards: [...next.shards],
  });
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = manifestKey(index, version, sha256);
  await ports.objects.put(key, bytes);
  lease.assertHeld();
  const live = { version, manifest_key: key, manifest_sha256: sha256, deleted: false };
  await moveHead(ports.table, lease, head, live);
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
): Promise<void> {
  const expected = { version: head.version, fence: lease.fence, lease_owner: lease.owner };
  let failure: unknown;
  try {
    if ((await table.update('heads', headKey(head.sk), { set: live }, expected)) !== undefined) return;
  } catch (error) {
    failure = error;
  }
  // It may be our own write that came through, with the answer lost.
  const now = await readHead(table, head.sk);
  if (
    now?.version === live.version &&
    now.manifest_sha256 === live.manifest_sha256 &&
    now.deleted === live.deleted
  )
    return;
  if (failure !== undefined) throw failure;
  throw new PublishLost(
    `version ${live.version} of "${head.sk}" was not published: the head is at version ${now?.version ?? 0} under fence ${now?.fence ?? 0}`,
  );
}
