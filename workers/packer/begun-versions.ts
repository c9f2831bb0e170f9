import { manifestKey } from '#core/pack/manifest.ts';
import { BadManifest, readManifest } from '#core/pack/read-manifest.ts';
import { type Crawl, activeCrawls } from '#core/tables/crawls.ts';
import type { StoredVersion } from './collect-garbage.ts';
import type { PackerDeps } from './worker.ts';

/**
 * The version of an index that was live when a crawl began.
 * @returns `none` when there was no version; `undefined` when it is not known, or its manifest cannot be had any more.
 */
export async function versionBegunWith(
  { objects }: Pick<PackerDeps, 'objects'>,
  { pk: index, began_with }: Pick<Crawl, 'pk' | 'began_with'>,
): Promise<StoredVersion | 'none' | undefined> {
  if (began_with === undefined) return undefined;
  const { version, manifest_sha256 } = began_with;
  if (version === 0) return 'none';
  const key = manifestKey(index, version, manifest_sha256);
  try {
    return {
      key,
      manifest: await readManifest(objects, { manifest_key: key, manifest_sha256, sk: index, version }),
    };
  } catch (error) {
    if (error instanceof BadManifest) return undefined;
    throw error;
  }
}

/** The versions that were live when crawls began which are not reported yet, and that are kept still. */
export async function begunVersions(
  deps: Pick<PackerDeps, 'objects' | 'table'>,
  index: string,
): Promise<StoredVersion[]> {
  const begun = new Map<string, Crawl>();
  for (const crawl of await activeCrawls(deps.table, index))
    begun.set(crawl.began_with?.manifest_sha256 ?? '', crawl);
  const versions: StoredVersion[] = [];
  for (const crawl of begun.values()) {
    const version = await versionBegunWith(deps, crawl);
    if (version !== undefined && version !== 'none') versions.push(version);
  }
  return versions;
}
