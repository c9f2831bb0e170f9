import * as fc from 'fast-check';
import type { Sort } from '#ports/question.ts';
import type { PackIndex } from '#core/pack/impact/pack-index.ts';
import { searchPack, statisticsOf, type PackSearch } from '#core/pack/search.ts';
import { filterOf } from '#core/query/filter.ts';
import { sortOf } from '#core/query/sort.ts';
import { sumStatistics } from '#core/query/statistics.ts';
import { synonymsOf } from '#core/query/synonyms.ts';
import { mergeHits } from '../merge-hits.ts';

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
  // What every object has is no word that is counted already.
  'constructor',
  // Words that are parted, or may be.
  'max connections',
  're-enter',
  're entering',
  'c',
  // Of a script without spaces, and with what is left out.
  '東京',
  '天気',
  '東京の天気',
  "log's",
  "l'haus",
];
const text = (most: number) =>
  fc.array(fc.constantFrom(...WORDS), { maxLength: most }).map((words) => words.join(' '));
/** What a made document has, beside a path. */
export const document = fc.record({
  title: text(4),
  body: text(60),
  language: fc.constantFrom('en', 'de', 'ja', ''),
  links_in: fc.constantFrom(0, 1, 12),
  fingerprint: fc.constantFrom('', '00000000000000a1', 'ffffffffffffffff'),
  content_type: fc.constantFrom('text/html', 'application/pdf', 'image/png'),
  modified_at_ms: fc.constantFrom(null, 0, 1_600_000_000_000, 1_700_000_000_000),
  fields: fc
    .constantFrom('', '3', '12 2', '12.0', 'none', 'None')
    .map((prices): Record<string, string[]> => (prices === '' ? {} : { price: prices.split(' ') })),
});
const term = fc.oneof(
  fc.constantFrom(
    ...WORDS,
    '"log"',
    '"constructor"',
    '"log of"',
    'lo*',
    '-hau*',
    'title:lo*',
    '"log lo"*',
    '-"the l"*',
    'title:log',
    'title:c++',
    '"c++"',
    '-c++',
    '-re-enter',
    '-max_connections',
    'c++/max_connections',
    '-x',
    '-haus',
    'OR',
    'site:site.gov',
  ),
  text(3).map((words) => `"${words}"`),
);
export const query = fc.oneof(
  { weight: 20, arbitrary: fc.array(term, { minLength: 1, maxLength: 7 }).map((terms) => terms.join(' ')) },
  { weight: 1, arbitrary: fc.constant('*') },
);

const facet = fc.constantFrom('site', 'type', 'lang', 'fields.price');
function sortBy(text: string): Sort {
  const sort = sortOf(text);
  if (sort === undefined) throw new Error(`not ${text}`);
  return sort;
}

/** Path of the document of a number. */
export function pathOf(n: number): string {
  return `/${n % 3}/${n}`;
}
const id = fc.nat(120).map((n) => `https://site.gov${pathOf(n)}`);
/** What may be asked beside a query. */
export const more = fc.record(
  {
    filters: fc.array(
      fc.constantFrom(
        ...[
          ['type', 'pdf'],
          ['type', 'html'],
          ['lang', 'en'],
          ['fields.price', '3'],
          ['fields.price', '>=12'],
          ['fields.price', 'NONE'],
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
        synonyms: fc
          .subarray(
            [
              'log => haus, max_connections',
              'c++, cpp, x',
              're-enter, max connections',
              'max connections, logs of, 東京の天気',
              "haus => log's, re entering",
            ],
            { minLength: 1 },
          )
          .map((lines) => lines.flatMap((line) => synonymsOf(line) ?? [])),
        ranking: fc.constantFrom(
          { title: 2 },
          { k1: 0.5, links: 1 },
          { k1: 0, b: 0 },
          { k1: 0, other_forms: 0, b: 1 },
          { other_forms: 0 },
          { synonyms: 0, name_in_parts: 0 },
          { other_forms: 0, apart: 0 },
        ),
      },
      { requiredKeys: [] },
    ),
    collapse: fc.constantFrom('type', 'text', 'fields.price'),
    sort: fc.constantFrom('date', 'date:asc', 'fields.price', 'fields.price:desc').map(sortBy),
  },
  { requiredKeys: [] },
);

/** What all of some packs answer together, as far as it must not depend on how documents are dealt to them. */
export function jointAnswer(
  packs: readonly PackIndex[],
  asked: Omit<PackSearch, 'limit' | 'details_from' | 'statistics'>,
  { offset, limit }: { readonly offset: number; readonly limit: number },
) {
  const statistics = sumStatistics(packs.map((pack) => statisticsOf(pack, asked)));
  const depth = offset + limit;
  const answers = packs.map((pack) =>
    searchPack(pack, { ...asked, statistics, limit: depth, details_from: depth }),
  );
  const merged = mergeHits(answers, { offset, limit, sort: asked.sort });
  const hits = merged.hits.map(({ id: hit, score, whole, missing, parts, key, pinned }) => ({
    id: hit,
    score,
    whole,
    missing,
    parts,
    key,
    pinned,
  }));
  return { ...merged, hits };
}
