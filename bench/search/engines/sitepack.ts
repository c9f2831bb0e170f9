/** Sitepack, as its router and its searchers answer, snippets and all. The first argument is how many shards there are. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { mergeHits } from '#core/cluster/merge-hits.ts';
import { groupByShard, hashShards } from '#core/cluster/shard-range.ts';
import { assemblePack } from '#core/pack/assemble.ts';
import { buildPack } from '#core/pack/build.ts';
import { packDetails } from '#core/pack/details.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { searchPack, statisticsOf } from '#core/pack/search.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import { sumStatistics } from '#core/query/statistics.ts';
import { textDocument } from '../../quality/text-document.ts';
import { tableBytes } from './table-bytes.ts';
import { type Engine, StopWatch, serveEngine } from './serve-engine.ts';

const HITS = 10;
/** As the packer hands them over. */
const STAGED_AT_ONCE = 100;
const [shards = '1', ...args] = process.argv.slice(2);

const engine: Engine = {
  build(batches, folder) {
    const parts = hashShards(Number(shards));
    const fileOf = (shard: { readonly name: string }, kind: string): string =>
      path.join(folder, `${shard.name}.${kind}`);
    const [staging, assembling, rest] = [new StopWatch(), new StopWatch(), new StopWatch()];
    for (const batch of batches) {
      const documents = batch.map((part) => Object.assign(textDocument(part), { path: part.path }));
      for (const [shard, group] of groupByShard(parts, documents, ({ id }) => id))
        for (let n = 0; n < group.length; n += STAGED_AT_ONCE)
          staging.time(() =>
            stageDocuments({
              path: fileOf(shard, 'staging'),
              upserts: group.slice(n, n + STAGED_AT_ONCE),
            }),
          );
    }
    const files = parts.map((shard) => {
      const [from, out] = [fileOf(shard, 'staging'), fileOf(shard, 'pack')];
      const { definition } = shard;
      assembling.time(() => assemblePack({ staging: from, out, definition }));
      rmSync(out);
      rest.time(() => buildPack({ staging: from, out, definition }));
      rmSync(from);
      return out;
    });
    return {
      build_ms: staging.took_ms + assembling.took_ms,
      bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
      figures: {
        staged_ms: staging.took_ms,
        built_and_checked_ms: rest.took_ms,
        ...tableBytes(files),
      },
    };
  },

  open(folder) {
    const packs = readdirSync(folder)
      .filter((name) => name.endsWith('.pack'))
      .toSorted()
      .map((name) => new PackIndex(openPack(path.join(folder, name))));
    const [one] = packs;
    if (one !== undefined && packs.length === 1)
      return (query) =>
        mergeHits([searchPack(one, { query, limit: HITS, details_from: 0 })], {
          offset: 0,
          limit: HITS,
        });
    return (query) => askAll(packs, query);
  },
};

/** Statistics of all shards, hits of all, and details of those that are shown. */
function askAll(packs: readonly PackIndex[], query: string): unknown {
  const statistics = sumStatistics(packs.map((pack) => statisticsOf(pack, { query })));
  const answers = packs.map((pack) =>
    searchPack(pack, { query, statistics, limit: HITS, details_from: HITS }),
  );
  const merged = mergeHits(answers, { offset: 0, limit: HITS });
  const details = Map.groupBy(merged.hits, ({ list }) => list)
    .entries()
    .map(([list, hits]) => {
      const pack = packs[list];
      return pack === undefined ? [] : packDetails(pack, { query, ids: hits.map(({ id }) => id) });
    });
  return { merged, details: [...details] };
}

await serveEngine(engine, args);
