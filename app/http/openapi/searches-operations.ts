import { MOST_DAYS } from '#core/searches/day-searches.ts';
import { MOST_LISTED } from '../api/searches-routes.ts';
import type { Operation, Parameter } from './operation.ts';
import { INDEX, limit, whole } from './parameters.ts';

export const DAYS: Parameter = {
  name: 'days',
  doc: 'The last so many days in UTC, today included; at most as many as are kept (`SITEPACK_KEEP_SEARCHES`).',
  schema: whole(1, MOST_DAYS, 30),
};
const TOTALS = { searches: 412, without_result: 31, partial: 0, corrected: 18, clicks: 207 };
const PAGE = { url: 'https://site.gov/visit', clicks: 40, mean_position: 1.3 };
const QUERY = {
  query: 'opening hours',
  asked: 61,
  without_result: 0,
  clicks: 42,
  mean_position: 1.4,
  days: 12,
  pages: [PAGE],
};
const NOTHING = { ...QUERY, query: 'parking', without_result: 61, clicks: 0, mean_position: null, pages: [] };

export const SEARCHES_OPERATIONS: readonly Operation[] = [
  {
    route: 'post /v1/indexes/{index}/clicks',
    id: 'tellClick',
    tag: 'search',
    summary: 'Tells that somebody followed a hit',
    parameters: [INDEX],
    body: {
      schema: 'Click',
      example: { query: 'opening hours', url: 'https://site.gov/visit', position: 1 },
    },
    answer: {
      status: 202,
      doc: 'It counts if the hit was given there for the query of late; nobody is told whether it was.',
      schema: 'IndexNamed',
      example: { index: 'site.gov' },
    },
    problems: ['bad_index_name'],
    open: true,
  },
  {
    route: 'get /v1/indexes/{index}/searches',
    id: 'getSearches',
    tag: 'indexes',
    summary: 'How it was searched',
    parameters: [INDEX, DAYS, limit(MOST_LISTED, 100)],
    answer: {
      status: 200,
      doc: 'Counts of searches, queries and clicks, of all processes that answer.',
      schema: 'Searches',
      example: {
        index: 'site.gov',
        analytics: true,
        query_times: 3,
        totals: TOTALS,
        latency: { p50_ms: 2.1, p95_ms: 9.4, p99_ms: 31.2 },
        days: [{ day: '2026-03-01', ...TOTALS }],
        queries: [QUERY],
        queries_without_result: [NOTHING],
        queries_with_few_clicks: [],
        pages: [PAGE],
      },
    },
    problems: ['bad_index_name', 'index_not_found', 'bad_parameter'],
  },
  {
    route: 'get /v1/indexes/{index}/searches.csv',
    id: 'getSearchesCsv',
    tag: 'indexes',
    summary: 'All queries that are kept, for a spreadsheet',
    parameters: [INDEX, DAYS],
    answer: { status: 200, doc: 'CSV (RFC 4180) with a line of names first.', type: 'text/csv' },
    problems: ['bad_index_name', 'index_not_found', 'bad_parameter'],
  },
  {
    route: 'delete /v1/indexes/{index}/searches',
    id: 'deleteSearches',
    tag: 'indexes',
    summary: 'Deletes what was counted of its searches',
    parameters: [INDEX],
    answer: {
      status: 200,
      doc: 'It is deleted.',
      schema: 'IndexNamed',
      example: { index: 'site.gov' },
    },
    problems: ['bad_index_name'],
  },
];
