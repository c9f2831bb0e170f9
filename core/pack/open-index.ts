import { PackIndex } from './impact/pack-index.ts';
import { openPack } from './open.ts';

/** Opens a pack to be searched; the caller closes it. @throws {ForeignPack} {@link CorruptPack}, and what else its index is found damaged by. */
export function openIndex(path: string): PackIndex {
  const db = openPack(path);
  try {
    return new PackIndex(db);
  } catch (error) {
    db.close();
    throw error;
  }
}
