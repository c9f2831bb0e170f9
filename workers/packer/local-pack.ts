import { join } from 'node:path';
import { fetchPack } from '#core/pack/fetch-pack.ts';
import type { PackRef } from '#core/pack/manifest.ts';
import type { PackerDeps } from './worker.ts';

/**
 * The file of a pack on our own disk: kept from the last time, or fetched and checked. Packs are named by their hash, so
 * that any packer may take any index on.
 * @returns its path.
 * @throws {CorruptPack} {@link ObjectMissing}
 */
export async function localPack(
  deps: Pick<PackerDeps, 'scratch' | 'objects' | 'unzstd' | 'random' | 'clock'>,
  pack: PackRef,
  signal: AbortSignal,
): Promise<string> {
  const { scratch, objects, unzstd } = deps;
  const name = packName(pack.sha256);
  if (!(await scratch.touch(name, deps.clock.now()))) {
    const part = `${name}.${deps.random.id()}.part`;
    try {
      await fetchPack({ objects, unzstd, folder: scratch, pack, name: part, signal });
      await keepPack(deps, part, pack.sha256);
    } finally {
      await scratch.remove(part);
    }
  }
  return join(scratch.path, name);
}

/** Makes a finished file of the scratch folder the pack with this hash. */
export async function keepPack(
  { scratch, clock }: Pick<PackerDeps, 'scratch' | 'clock'>,
  file: string,
  sha256: string,
): Promise<void> {
  // The time of the last use decides what goes first when room is needed: one clock tells all of them.
  await scratch.touch(file, clock.now());
  await scratch.rename(file, packName(sha256));
}

/** Whether a file in the scratch folder is a finished pack. */
export function isPackFile(name: string): boolean {
  return /^[0-9a-f]{64}\.sqlite$/.test(name);
}

function packName(sha256: string): string {
  return `${sha256}.sqlite`;
}

/**
 * Deletes packs that were not used for the longest until `bytes` are free or none is left.
 * @returns the bytes free then.
 */
export async function makeRoom(
  { scratch }: Pick<PackerDeps, 'scratch'>,
  bytes: number,
  keep: ReadonlySet<string>,
): Promise<number> {
  let free = await scratch.freeBytes();
  if (free >= bytes) return free;
  const packs = (await scratch.list()).filter(({ name }) => isPackFile(name));
  for (const { name } of packs.sort((a, b) => a.used_ms - b.used_ms)) {
    if (keep.has(name.slice(0, 64))) continue;
    await scratch.remove(name);
    free = await scratch.freeBytes();
    if (free >= bytes) break;
  }
  return free;
}
