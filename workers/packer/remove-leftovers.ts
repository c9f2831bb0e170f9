import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScratchFolder } from '#ports/scratch.ts';
import { isPackFile } from './local-pack.ts';

/**
 * Deletes what a packer that died left unfinished in this folder: nobody else would, and it counts against the room for
 * packs. Its finished packs stay.
 */
export async function removeLeftovers(scratch: Pick<ScratchFolder, 'path'>): Promise<void> {
  const names = await readdir(scratch.path);
  const leftovers = names.filter((name) => !isPackFile(name));
  await Promise.all(leftovers.map((name) => rm(join(scratch.path, name), { recursive: true, force: true })));
}
