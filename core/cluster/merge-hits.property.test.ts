import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Document } from '#core/pack/document.ts';
import type { FieldWeights } from '#core/pack/impact/field-weights.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { searchPack, statisticsOf } from '#core/pack/search.ts';
import { packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { filterOf } from '#core/query/filter.ts';
import { type Sort, sortOf } from '#core/query/sort.ts';
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
  fingerprint: fc.constantFrom('', '00000000000000a1', 'ffffffffffffffff'),
  content_type: fc.constantFrom('text/html', 'application/pdf', 'image/png'),
  modified_at_ms: fc.constantFrom(null, 0, 1_600_000_000_000, 1_700_000_000_000),
  fields: fc
    .constantFrom('', '3', '12 2', '12.0', 'none')
    .map((prices): Record<string, string[]> => (prices === '' ? {} : { price: prices.split(' ') })),
});
const term = fc.oneof(
  fc.constantFrom(...WORDS, '"log"', '"log of"', 'lo*', 'title:log', '-x', 'OR', 'site:site.gov'),
  text(3).map((words) => `"${words}"`),
);
const query = fc.array(term, { minLength: 1, maxLength: 7 }).map((terms) => terms.join(' '));

const facet = fc.constantFrom('site', 'type', 'lang', 'fields.price');
function sortBy(text: string): Sort {
  const sort = sortOf(text);
  if (sort === undefined) throw new Error(`not ${text}`);
  return sort;
}

const id = fc.nat(120).map((n) => `https://site.gov/${n % 3}/${n}`);
const more = fc.record(
  {
    filters: fc.array(
      fc.constantFrom(
        ...[
          ['type', 'pdf'],
          ['type', 'html'],
          ['lang', 'en'],
          ['fields.price', '3'],
          ['fields.price', '>=12'],
          ['path', '/1/'],
          ['before', '2022'],
        ]
          .flatMap(([name = '', value = '']) => [filterOf(name, value, false), filterOf(name, value, true)])
          .filter((filter) => filter !== undefined),
      ),
      { maxLength: 3 },
    ),
    facets: fc.uniqueArray(facet),
    explain: fc.boolean(),
    tuning: fc.record(
      {
        pinned: fc.uniqueArray(id, { maxLength: 4 }),
        hidden: fc.array(id, { maxLength: 4 }),
        synonyms: fc.constant(null).map(() => [{ of: 'log', means: ['haus', 'max_connections'] }]),
        ranking: fc.constantFrom({ title: 2 }, { k1: 0.5, links: 1 }, { k1: 0, other_forms: 0, b: 1 }),
      },
      { requiredKeys: [] },
    ),
    collapse: fc.constantFrom('type', 'text', 'fields.price'),
    sort: fc.constantFrom('date', 'date:asc', 'fields.price', 'fields.price:desc').map(sortBy),
  },
  { requiredKeys: [] },
);

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
        const documents = made.map((fields, n) => page({ path: `/${n % 3}/${n}`, ...fields }));
        using packs = new DisposableStack();
        const opened = (count: number) =>
          packsOf(documents, count, folder, fields).map((pack) => packs.adopt(pack, (one) => one.close()));
        const [one] = opened(1);
        const many = opened(shards);
        if (one === undefined) throw new Error('no pack');
        for (const asked of queries) {
          const statistics = sumStatistics(
            many.map((pack) => statisticsOf(pack, { query: asked, tuning: asks.tuning ?? {} })),
          );
          const depth = offset + limit;
          const answers = many.map((pack) =>
            searchPack(pack, { query: asked, ...asks, statistics, limit: depth, details_from: depth }),
          );
          const alone = searchPack(one, { query: asked, ...asks, limit: depth, details_from: offset });
          const place = { offset, limit, sort: asks.sort };
          const told = (merged: ReturnType<typeof mergeHits>) => ({
            ...merged,
            hits: merged.hits.map(({ id, score, whole, missing, parts, key, pinned }) => [
              id,
              score,
              whole,
              missing,
              parts,
              key,
              pinned,
            ]),
          });
          expect(told(mergeHits(answers, place))).toEqual(told(mergeHits([alone], place)));
        }
      },
    ),
    { numRuns: 40 },
  );
});
