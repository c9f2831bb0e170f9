import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Document } from '#core/pack/document.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { searchPack, statisticsOf } from '#core/pack/search.ts';
import { packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { sumStatistics } from '#core/query/statistics.ts';
import { mergeHits } from './merge-hits.ts';

const WORDS = [
  'log',
  'logs',
  'logging',
  'haus',
  'hauses',
  'max_connections',
  'c++',
  'the',
  'of',
  'where',
  'zürich',
  'x',
];
const text = (most: number) =>
  fc.array(fc.constantFrom(...WORDS), { maxLength: most }).map((words) => words.join(' '));
const document = fc.record({
  title: text(4),
  body: text(60),
  language: fc.constantFrom('en', 'de', 'ja', ''),
  links_in: fc.constantFrom(0, 1, 12),
});
const term = fc.oneof(
  fc.constantFrom(...WORDS, '"log"', '"log of"', 'lo*', 'title:log', '-x', 'OR', 'site:site.gov'),
  text(3).map((words) => `"${words}"`),
);
const query = fc.array(term, { minLength: 1, maxLength: 7 }).map((terms) => terms.join(' '));

/** Packs of documents that are dealt to so many shards. */
function packsOf(documents: readonly Document[], shards: number, folder: { file(name: string): string }) {
  return Array.from({ length: shards }, (_, shard) => {
    const path = folder.file(`${shards}-${shard}`);
    packOf(
      documents.filter((__, n) => n % shards === shard),
      path,
    );
    return new PackIndex(openPack(path));
  });
}

it('any number of shards gives the same hits in the same order with the same scores as one', () => {
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 120 }),
      fc.array(query, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 2, max: 5 }),
      fc.record({ offset: fc.nat(60), limit: fc.integer({ min: 1, max: 60 }) }),
      (made, queries, shards, { offset, limit }) => {
        using folder = temporaryFolder();
        const documents = made.map((fields, n) => page({ path: `/${n % 3}/${n}`, ...fields }));
        using packs = new DisposableStack();
        const opened = (count: number) =>
          packsOf(documents, count, folder).map((pack) => packs.adopt(pack, (one) => one.close()));
        const [one] = opened(1);
        const many = opened(shards);
        if (one === undefined) throw new Error('no pack');
        for (const asked of queries) {
          const statistics = sumStatistics(many.map((pack) => statisticsOf(pack, { query: asked })));
          const depth = offset + limit;
          const answers = many.map((pack) =>
            searchPack(pack, { query: asked, statistics, limit: depth, details_from: depth }),
          );
          const alone = searchPack(one, { query: asked, limit: depth, details_from: offset });
          const told = (merged: ReturnType<typeof mergeHits>) => ({
            ...merged,
            hits: merged.hits.map(({ id, score, whole }) => ({ id, score, whole })),
          });
          expect(told(mergeHits(answers, offset, limit))).toEqual(told(mergeHits([alone], offset, limit)));
        }
      },
    ),
    { numRuns: 40 },
  );
});
