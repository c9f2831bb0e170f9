import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPack } from '#core/pack/fetch-pack.ts';
import type { PackRef } from '#core/pack/manifest.ts';
import type { PackerDeps } from './worker.ts';

/**
 * The file of a pack on our own disk: kept from the last time, or fetched and checked. Packs are named by their hash, so
 * that any packer may take any index on.
 * @throws {CorruptPack} {@link ObjectMissing}
 */
export async function localPack(
  deps: Pick<PackerDeps, 'scratch' | 'objects' | 'random' | 'clock'>,
  pack: PackRef,
  signal: AbortSignal,
): Promise<string> {
  const path = packPath(deps, pack.sha256);
  try {
    // The time of the last use decides what goes first when room is needed.
    const used = new Date(deps.clock.now());
    await utimes(path, used, used);
    return path;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw error;
  }
  const part = `${path}.${deps.random.id()}.part`;
  try {
    await fetchPack({ objects: deps.objects, pack, path: part, signal });
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  return path;
}

/** Whether a file in the scratch folder is a finished pack. */
export function isPackFile(name: string): boolean {
  return /^[0-9a-f]{64}\.sqlite$/.test(name);
}

export function packPath(deps: Pick<PackerDeps, 'scratch'>, sha256: string): string {
  return join(deps.scratch.path, `${sha256}.sqlite`);
}

/**
 * Deletes packs that were not used for the longest until `bytes` are free or none is left.
 * @returns the bytes free then.
 */
export async function makeRoom(
  deps: Pick<PackerDeps, 'scratch'>,
  bytes: number,
  keep: ReadonlySet<string>,
): Promise<number> {
  let free = await deps.scratch.freeBytes();
  if (free >= bytes) return free;
  for (const { name, path } of await packsByUse(deps)) {
    if (keep.has(name)) continue;
    await rm(path, { force: true });
    free = await deps.scratch.freeBytes();
    if (free >= bytes) break;
  }
  return free;
}

async function packsByUse(deps: Pick<PackerDeps, 'scratch'>): Promise<{ name: string; path: string }[]> {
  const names = (await readdir(deps.scratch.path)).filter(isPackFile);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(deps.scratch.path, name);
      return { name: name.slice(0, 64), path, used_ms: (await stat(path)).mtimeMs };
    }),
  );
  return files.sort((a, b) => a.used_ms - b.used_ms);
}
