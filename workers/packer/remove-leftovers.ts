import type { ScratchFolder } from '#ports/scratch.ts';
import { isLinksFile } from './links-file.ts';
import { isPackFile } from './local-pack.ts';

/**
 * Deletes what a packer that died left unfinished in this folder: nobody else would, and it counts against the room for
 * packs. Its finished packs stay, and what it knows of links.
 */
export async function removeLeftovers(scratch: Pick<ScratchFolder, 'list' | 'remove'>): Promise<void> {
  for (const { name } of await scratch.list())
    if (!isPackFile(name) && !isLinksFile(name)) await scratch.remove(name);
}
