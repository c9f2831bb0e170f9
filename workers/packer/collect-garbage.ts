import type { Logger } from 'pino';
import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { versionChain } from '#core/pack/version-chain.ts';
import { type ObjectInfo, type ObjectStore, listAll } from '#ports/object-store.ts';
import type { PackerDeps } from './worker.ts';

/** Keys deleted in one call. */
const BATCH = 100;
/**
 * What was written within so many lengths of the lease stays. Packs and manifests are put before anything names them: should
 * the lease pass to another unnoticed, as to a clock that goes too slow, what that one has just put is no garbage. It never
 * puts what was there already and old: the key of a pack has the fence, that of a manifest the hash of a text that has it.
 */
const YOUNG_LEASES = 3;

/**
 * Deletes manifests and packs of an index that no kept version names, while its lease is held: nobody else makes
 * versions meanwhile, and one who lost the lease cannot publish what is deleted here.
 */
export async function collectGarbage(
  deps: Pick<PackerDeps, 'objects' | 'clock'> & {
    readonly settings: Pick<PackerDeps['settings'], 'keep_s' | 'keep_versions' | 'lease_ms'>;
  },
  lease: HeldLease,
  live: Manifest,
  log: Logger,
): Promise<void> {
  const { objects, clock, settings } = deps;
  const oldest_ms = clock.now() - settings.keep_s * 1000;
  const young_ms = clock.now() - settings.lease_ms * YOUNG_LEASES;
  const keep = new Set<string>();
  let versions = 0;
  let child: Manifest | undefined;
  for await (const manifest of versionChain(objects, live)) {
    // A version's manifest is named by its child; the live one's by the head.
    if (child !== undefined && child.parent !== null) keep.add(child.parent.key);
    for (const { pack } of manifest.shards) keep.add(pack.key);
    child = manifest;
    versions += 1;
    if (versions >= settings.keep_versions && manifest.created_at_ms < oldest_ms) break;
  }
  const packs = await sweep(objects, `packs/${live.index}/`, lease, (object) => {
    return keep.has(object.key) || object.modified_ms >= young_ms;
  });
  const manifests = await sweep(
    objects,
    `manifests/${live.index}/`,
    lease,
    ({ key, modified_ms }) => keep.has(key) || modified_ms >= young_ms || isVersion(key, live.version),
  );
  if (packs + manifests > 0) log.info({ index: live.index, packs, manifests }, 'garbage collected');
}

/** Of the live version number only the head knows which manifest is the live one: all are kept until the next. */
function isVersion(key: string, version: number): boolean {
  return key.split('/').pop()?.startsWith(String(version).padStart(10, '0')) === true;
}

/** Deletes the objects of a prefix that are not kept. @returns how many. */
export async function sweep(
  objects: ObjectStore,
  prefix: string,
  lease: HeldLease,
  kept: (object: ObjectInfo) => boolean,
): Promise<number> {
  let swept = 0;
  let batch: string[] = [];
  const flush = async () => {
    lease.assertHeld();
    await objects.delete(batch);
    swept += batch.length;
    batch = [];
  };
  for await (const object of listAll(objects, prefix)) {
    if (kept(object)) continue;
    batch.push(object.key);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return swept;
}
