import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { LinkGraph } from './link-graph.ts';
import { Staging } from './staging.ts';
import { URLS, crampedPacker } from './testing/cramped-packer.ts';
import { UNHEARD } from './testing/handling.ts';

/** What is staged of documents by a gathering, by id, and how often a pack was fetched for that. */
async function gathered(packs: number) {
  using packer = await crampedPacker(packs);
  const { deps, objects, shards } = packer;
  using graph = new LinkGraph(deps, 'made', UNHEARD);
  await using staging = new Staging(deps, UNHEARD, graph);
  await graph.gather(shards, staging);
  const rows = [...staging.touched.values()].flatMap(({ path }) => {
    const db = new Database(path, { readonly: true });
    const found = db.prepare<[], { id: string }>('SELECT id, anchors, links_in FROM anchors').all();
    db.close();
    return found;
  });
  return {
    rows: rows.toSorted((a, b) => URLS.indexOf(a.id) - URLS.indexOf(b.id)),
    fetched: objects.streamed.length,
  };
}

it('what pages say of each other is gathered across shards, though only one pack has room at a time', async () => {
  const linked = URLS.slice(1).map((id, n) => ({ id, anchors: `page ${n + 1}`, links_in: 1 }));
  expect(await gathered(3)).toEqual({ rows: linked, fetched: 3 });
  expect(await gathered(1)).toEqual({ rows: linked, fetched: 6 });
});
