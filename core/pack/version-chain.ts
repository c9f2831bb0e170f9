import type { ObjectStore } from '#ports/object-store.ts';
import type { Manifest } from './manifest.ts';
import { BadManifest, readManifest } from './read-manifest.ts';

/**
 * The versions of an index from the live one back, along `parent`. Ends where the parent is not kept any more. Only what
 * is in the chain was ever live: a manifest beside it is of a packer that lost its race.
 */
export async function* versionChain(objects: ObjectStore, live: Manifest): AsyncGenerator<Manifest> {
  let manifest: Manifest | undefined = live;
  while (manifest !== undefined) {
    yield manifest;
    manifest = await parentOf(objects, manifest);
  }
}

async function parentOf(objects: ObjectStore, child: Manifest): Promise<Manifest | undefined> {
  if (child.parent === null || (await objects.head(child.parent.key)) === undefined) return undefined;
  const { key, sha256 } = child.parent;
  const version = Number(/\/(\d+)-[0-9a-f]+\.json$/.exec(key)?.[1]);
  try {
    return await readManifest(objects, {
      manifest_key: key,
      manifest_sha256: sha256,
      sk: child.index,
      version,
    });
  } catch (error) {
    // Collected between the look and the read.
    if (error instanceof BadManifest && (await objects.head(key)) === undefined) return undefined;
    throw error;
  }
}
