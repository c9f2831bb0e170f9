import { QUERY_MAX } from '#workers/orchestrator/search-answer.ts';
import type { Operation } from './operation.ts';
import {
  COLLAPSE,
  EXPLAIN,
  FACETS_WANTED,
  FILTER,
  HITS,
  INDEX,
  INDEXES,
  OFFSET,
  QUERY,
  SORT,
  SUGGESTIONS,
  TYPED,
  VERBATIM,
} from './parameters.ts';

const WORDS = {
  ...QUERY,
  doc: `${QUERY.doc} Empty for all documents that filters leave.`,
  schema: { type: 'string', maxLength: QUERY_MAX },
} as const;

const ASKED = [WORDS, FILTER, FACETS_WANTED, SORT, COLLAPSE, VERBATIM, EXPLAIN, HITS, OFFSET];

export const SEARCH_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /v1/indexes/{index}/search',
    id: 'search',
    tag: 'search',
    summary: 'Searches an index',
    parameters: [INDEX, ...ASKED],
    answer: {
      status: 200,
      doc: 'The best documents, all from one version of the index.',
      schema: 'SearchAnswer',
      example: {
        index: 'site.gov',
        version: 7,
        query: 'opening hours',
        corrected: null,
        did_you_mean: null,
        match: 'all',
        total: 1,
        facets: { type: { values: [{ value: 'html', count: 1 }], more: 0 } },
        hits: [
          {
            id: 'https://site.gov/visit',
            score: 9.41,
            pinned: false,
            missing: [],
            url: 'https://site.gov/visit',
            title: 'Visit us',
            snippet: {
              text: '… our opening hours are …',
              matches: [
                { from: 6, to: 13 },
                { from: 14, to: 19 },
              ],
            },
            section: { title: 'Opening hours', url: 'https://site.gov/visit#hours' },
            published_at_ms: 1_750_000_000_000,
            modified_at_ms: 1_760_000_000_000,
            types: ['TouristAttraction'],
            fields: { price: ['12 €'] },
          },
        ],
        shards: { total: 2, answered: 2 },
        timings: { router_ms: 4.2, searcher_ms: 2.1, details_ms: 0 },
      },
    },
    problems: [
      'bad_index_name',
      'bad_parameter',
      'empty_query',
      'bad_query',
      'index_not_found',
      'index_not_ready',
      'no_shard_answered',
      'too_many_searches',
    ],
    open: true,
  },
  {
    route: 'get /v1/search',
    id: 'searchIndexes',
    tag: 'search',
    summary: 'Searches several indexes as if they were one',
    parameters: [INDEXES, ...ASKED],
    answer: {
      status: 200,
      doc: 'The best documents of all of them: words count by all of their documents.',
      schema: 'JointAnswer',
      example: {
        indexes: [
          { index: 'site.gov', version: 7 },
          { index: 'docs.site.gov', version: 12 },
        ],
        query: 'opening hours',
        corrected: null,
        did_you_mean: null,
        match: 'all',
        total: 0,
        facets: {},
        hits: [],
        shards: { total: 3, answered: 3 },
        timings: { router_ms: 4.2, searcher_ms: 2.1, details_ms: 0.4 },
      },
    },
    problems: [
      'bad_index_name',
      'bad_parameter',
      'empty_query',
      'bad_query',
      'index_not_found',
      'index_not_ready',
      'no_shard_answered',
      'too_many_searches',
    ],
    open: true,
  },
  {
    route: 'get /v1/indexes/{index}/suggest',
    id: 'suggest',
    tag: 'search',
    summary: 'Suggests what may be typed',
    parameters: [INDEX, TYPED, SUGGESTIONS],
    answer: {
      status: 200,
      doc: 'Titles and headings in which stands what was typed so far.',
      schema: 'SuggestAnswer',
      example: {
        index: 'site.gov',
        version: 7,
        typed: 'open',
        suggestions: ['Opening hours', 'Open data'],
        shards: { total: 2, answered: 2 },
      },
    },
    problems: ['bad_index_name', 'bad_parameter', 'bad_query', 'index_not_found', 'index_not_ready'],
    open: true,
  },
];
