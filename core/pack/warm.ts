import type { PackIndex } from './impact/pack-index.ts';
import { searchPack } from './search.ts';

/** Asks a pack for the titles of a few of its own documents, so that the first user does not wait for the disk. */
export function warmPack(pack: PackIndex): void {
  const { documents } = pack;
  const title = pack.statement<[number], { title: string }>('SELECT title FROM documents WHERE rowid = ?');
  for (const rowid of new Set([1, Math.ceil(documents / 2), documents])) {
    const query = title.get(rowid)?.title;
    if (query !== undefined) searchPack(pack, { query, limit: 10, details_from: 0 });
  }
}
