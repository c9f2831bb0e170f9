import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Document } from '#core/pack/document.ts';
import type { FieldWeights } from '#core/pack/impact/field-weights.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { searchPack } from '#core/pack/search.ts';
import { packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { mergeHits } from './merge-hits.ts';
import { document, jointAnswer, more, pathOf, query } from './testing/searches.ts';

const weight = fc.constantFrom(0, 1, 20);
const weights = fc.record({ title: weight, body: weight, path: weight, names: weight }, { requiredKeys: [] });

/** Packs of documents that are dealt to so many shards. */
function packsOf(
  documents: readonly Document[],
  shards: number,
  folder: { file(name: string): string },
  fields: Partial<FieldWeights>,
) {
  return Array.from({ length: shards }, (_, shard) => {
    const path = folder.file(`${shards}-${shard}`);
    packOf(
      documents.filter((__, n) => n % shards === shard),
      path,
      fields,
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
      more,
      weights,
      (made, queries, shards, { offset, limit }, asks, fields) => {
        using folder = temporaryFolder();
        const documents = made.map((fields, n) => page({ path: pathOf(n), ...fields }));
        using packs = new DisposableStack();
        const opened = (count: number) =>
          packsOf(documents, count, folder, fields).map((pack) => packs.adopt(pack, (one) => one.close()));
        const [one] = opened(1);
        const many = opened(shards);
        if (one === undefined) throw new Error('no pack');
        for (const text of queries) {
          const asked = { query: text, ...asks };
          const answer = jointAnswer(many, asked, { offset, limit });
          expect(answer).toEqual(jointAnswer([one], asked, { offset, limit }));
          // A shard that is all of an index is asked without statistics.
          const alone = searchPack(one, { ...asked, limit: offset + limit, details_from: offset });
          const { hits, total } = mergeHits([alone], { offset, limit, sort: asks.sort });
          expect([total, hits.map(({ id, score }) => [id, score])]).toEqual([
            answer.total,
            answer.hits.map(({ id, score }) => [id, score]),
          ]);
        }
      },
    ),
    { numRuns: 40 },
  );
});
