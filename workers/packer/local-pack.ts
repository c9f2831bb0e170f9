import { join } from 'node:path';
import { fetchPack } from '#core/pack/fetch-pack.ts';
import type { PackRef } from '#core/pack/manifest.ts';
import type { ScratchFile } from '#ports/scratch.ts';
import { isLinksFile } from './links-file.ts';
import type { PackerDeps } from './worker.ts';

/** The file of a pack on our own disk. It stays there until it is disposed of, whoever needs room. */
export interface LocalPack extends Disposable {
  readonly path: string;
}

/** What a packer may fill has no room for a pack, though all is deleted that may be. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
  readonly code = 'no_room';
  constructor({ key, bytes }: Pick<PackRef, 'key' | 'bytes'>, free: number) {
    super(`no room to fetch ${key}: ${roomText(bytes, free)}`);
  }
}

/** What is missing, for a person. */
export function roomText(needed_bytes: number, free_bytes: number): string {
  const [needed_mb, free_mb] = [Math.ceil(needed_bytes / 2 ** 20), Math.floor(free_bytes / 2 ** 20)];
  return `it needs about ${needed_mb} MB, and ${free_mb} MB are free`;
}

/**
 * Holds a pack on our own disk: kept from the last time, or fetched and checked, once room is made for it. Packs are named
 * by their hash, so that any packer may take any index on.
 * @throws {CorruptPack} {@link ObjectMissing}; {@link NoRoom}; an error of the disk, which others fill as well.
 */
export async function localPack(
  deps: Pick<PackerDeps, 'scratch' | 'objects' | 'unzstd' | 'random' | 'clock'>,
  pack: PackRef,
  signal: AbortSignal,
): Promise<LocalPack> {
  const { scratch } = deps;
  const name = packName(pack.sha256);
  using holds = new DisposableStack();
  holds.use(scratch.hold(name));
  if (!(await scratch.touch(name, deps.clock.now()))) await download(deps, pack, signal);
  const held = holds.move();
  return { path: join(scratch.path, name), [Symbol.dispose]: () => held.dispose() };
}

/** The same where there is room for it; else `undefined`, and nothing is fetched. @throws what {@link localPack} does. */
export async function localPackIfRoom(
  deps: Parameters<typeof localPack>[0],
  pack: PackRef,
  signal: AbortSignal,
): Promise<LocalPack | undefined> {
  using _held = holdPack(deps, pack.sha256);
  const isHere = await deps.scratch.touch(packName(pack.sha256), deps.clock.now());
  if (!isHere && (await makeRoom(deps, pack.bytes)) < pack.bytes) return undefined;
  return await localPack(deps, pack, signal);
}

async function download(
  deps: Parameters<typeof localPack>[0],
  pack: PackRef,
  signal: AbortSignal,
): Promise<void> {
  const { scratch, objects, unzstd, random } = deps;
  const free = await makeRoom(deps, pack.bytes);
  if (free < pack.bytes) throw new NoRoom(pack, free);
  const part = `${packName(pack.sha256)}.${random.id()}.part`;
  try {
    await fetchPack({ objects, unzstd, folder: scratch, pack, name: part, signal });
    await keepPack(deps, part, pack.sha256);
  } finally {
    await scratch.remove(part);
  }
}

/** Keeps a pack on our own disk, if it is there, until that is disposed of. */
export function holdPack({ scratch }: Pick<PackerDeps, 'scratch'>, sha256: string): Disposable {
  return scratch.hold(packName(sha256));
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
 * Deletes packs, and what is known of links, that nobody holds, those first that were not used for the longest, until
 * `bytes` are free or none is left.
 * @returns the bytes free then.
 */
export async function makeRoom({ scratch }: Pick<PackerDeps, 'scratch'>, bytes: number): Promise<number> {
  let free = await scratch.freeBytes();
  if (free >= bytes) return free;
  for (const { name } of (await deletable(scratch)).sort((a, b) => a.used_ms - b.used_ms)) {
    // Somebody may have come to need it since.
    if (isInUse(scratch, name)) continue;
    await scratch.remove(name);
    free = await scratch.freeBytes();
    if (free >= bytes) break;
  }
  return free;
}

/** What may be deleted to make room. */
export async function deletable(scratch: PackerDeps['scratch']): Promise<ScratchFile[]> {
  const files = await scratch.list();
  return files.filter(({ name }) => (isPackFile(name) || isLinksFile(name)) && !isInUse(scratch, name));
}

/** Whether a file, or the one that it is the journal of, is held. */
export function isInUse(scratch: PackerDeps['scratch'], name: string): boolean {
  return scratch.isHeld(name.replace(/-journal$/, ''));
}
