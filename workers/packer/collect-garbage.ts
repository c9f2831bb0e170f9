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

/** A version, and where its manifest lies. */
export interface StoredVersion {
  readonly key: string;
  readonly manifest: Manifest;
}

/** What of an index is no garbage. */
export interface KeptVersions {
  readonly live: Manifest;
  /** Versions beside those that were live of late: the one that is held, those that crawls began with. */
  readonly besides?: readonly StoredVersion[];
}

/**
 * Deletes manifests and packs of an index that no kept version names, while its lease is held: nobody else makes versions
 * meanwhile, and one who lost the lease cannot publish what is deleted here. Manifests go first, and as long as one stays
 * its packs do: whoever goes back to a version that is there finds all of it.
 */
export async function collectGarbage(
  deps: Pick<PackerDeps, 'objects' | 'clock'> & {
    readonly settings: Pick<PackerDeps['settings'], 'keep_s' | 'keep_versions' | 'lease_ms'>;
  },
  lease: HeldLease,
  { live, besides = [] }: KeptVersions,
  log: Logger,
): Promise<void> {
  const { objects, clock, settings } = deps;
  const oldest_ms = clock.now() - settings.keep_s * 1000;
  const young_ms = clock.now() - settings.lease_ms * YOUNG_LEASES;
  const isYoung = ({ modified_ms }: ObjectInfo): boolean => modified_ms >= young_ms;
  const manifest_prefix = `manifests/${live.index}/`;
  const young = new Set<string>();
  for await (const object of listAll(objects, manifest_prefix)) if (isYoung(object)) young.add(object.key);
  const keep = new Set<string>(besides.map(({ key }) => key));
  for (const { manifest } of besides) for (const { pack } of manifest.shards) keep.add(pack.key);
  let versions = 0;
  for await (const { shards, created_at_ms, parent } of versionChain(objects, live)) {
    for (const { pack } of shards) keep.add(pack.key);
    versions += 1;
    const isEnough = versions >= settings.keep_versions && created_at_ms < oldest_ms;
    // A version's manifest is named by its child; the live one's by the head.
    if (parent === null || (isEnough && !young.has(parent.key))) break;
    keep.add(parent.key);
  }
  const manifests = await sweep(
    objects,
    manifest_prefix,
    lease,
    (object) => keep.has(object.key) || isYoung(object) || isVersion(object.key, live.version),
  );
  const packs = await sweep(
    objects,
    `packs/${live.index}/`,
    lease,
    (object) => keep.has(object.key) || isYoung(object),
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
