import type { Logger } from 'pino';
import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { versionChain } from '#core/pack/version-chain.ts';
import { type ObjectStore, listAll } from '#ports/object-store.ts';
import type { PackerDeps } from './worker.ts';

/** Keys deleted in one call. */
const BATCH = 100;

/**
 * Deletes manifests and packs of an index that no kept version names, while its lease is held: nobody else makes
 * versions meanwhile, and one who lost the lease cannot publish what is deleted here.
 */
export async function collectGarbage(
  deps: PackerDeps,
  lease: HeldLease,
  live: Manifest,
  log: Logger,
): Promise<void> {
  const { objects, clock, settings } = deps;
  const oldest_ms = clock.now() - settings.keep_s * 1000;
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
  const packs = await sweep(objects, `packs/${live.index}/`, lease, (key) => keep.has(key));
  const manifests = await sweep(
    objects,
    `manifests/${live.index}/`,
    lease,
    (key) => keep.has(key) || isVersion(key, live.version),
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
  kept: (key: string) => boolean,
): Promise<number> {
  let swept = 0;
  let batch: string[] = [];
  const flush = async () => {
    lease.assertHeld();
    await objects.delete(batch);
    swept += batch.length;
    batch = [];
  };
  for await (const { key } of listAll(objects, prefix)) {
    if (kept(key)) continue;
    batch.push(key);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return swept;
}
