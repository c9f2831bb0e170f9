import type { ScratchFolder } from '#ports/scratch.ts';
import { isPackFile } from './local-pack.ts';

/**
 * Deletes what a packer that died left unfinished in this folder: nobody else would, and it counts against the room for
 * packs. Its finished packs stay.
 */
export async function removeLeftovers(scratch: Pick<ScratchFolder, 'list' | 'remove'>): Promise<void> {
  for (const { name } of await scratch.list()) if (!isPackFile(name)) await scratch.remove(name);
}
