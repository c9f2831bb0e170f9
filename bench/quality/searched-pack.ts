import path from 'node:path';
import { mergeHits } from '#core/cluster/merge-hits.ts';
import { buildPack } from '#core/pack/build.ts';
import type { Document } from '#core/pack/document.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { searchPack } from '#core/pack/search.ts';
import { stageDocuments } from '#core/pack/staging.ts';

const DEEP = 100;
const BATCH = 500;

/** What Sitepack finds in a pack of these documents. @param folder in which the pack is made. */
export function searchedPack(documents: readonly Document[], folder: string): (query: string) => string[] {
  const [staging, out] = [path.join(folder, 'staging'), path.join(folder, 'pack')];
  for (let n = 0; n < documents.length; n += BATCH)
    stageDocuments({ path: staging, upserts: documents.slice(n, n + BATCH) });
  buildPack({ staging, out, definition: { kind: 'hash', from: 0, to: 2 ** 32 } });
  const pack = new PackIndex(openPack(out));
  return (query) => {
    const answer = searchPack(pack, { query, limit: DEEP, details_from: DEEP });
    return mergeHits([answer], { offset: 0, limit: DEEP }).hits.map(({ id }) => id);
  };
}
