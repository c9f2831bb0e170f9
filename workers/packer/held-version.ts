import type { Logger } from 'pino';
import { readHeld } from '#core/pack/hold.ts';
import { BadManifest } from '#core/pack/read-manifest.ts';
import type { Head } from '#core/tables/heads.ts';
import type { StoredVersion } from './collect-garbage.ts';
import type { PackerDeps } from './worker.ts';

/**
 * The version that a head holds; `undefined` when there is none. One whose manifest is missing or damaged is as none: all
 * that waits with it is made into a version again.
 */
export async function heldVersion(
  { objects }: Pick<PackerDeps, 'objects'>,
  { sk: index, held }: Pick<Head, 'sk' | 'held'>,
  log: Pick<Logger, 'error'>,
): Promise<StoredVersion | undefined> {
  if (held === undefined) return undefined;
  try {
    return { key: held.manifest_key, manifest: await readHeld(objects, index, held) };
  } catch (error) {
    if (!(error instanceof BadManifest)) throw error;
    log.error({ err: error, index }, 'the version that is held cannot be read; it is made again');
    return undefined;
  }
}
