import type { Context, Hono } from 'hono';
import { setMetric } from 'hono/timing';
import {
  DEPTH_MAX,
  INDEXES_MAX,
  type JointAnswer,
  type JointRequest,
  LIMIT_MAX,
} from '#workers/orchestrator/search-answer.ts';
import { trueOrFalse, wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { searchIndex, searchIndexes } from '../search-index.ts';
import { checkNames, collapsedBy, facetsOf, filtersOf, listed, sortedBy } from '../search-parameters.ts';
import type { HttpServices } from '../services.ts';
import { cursorOf, tiedCursor } from '../tied-cursor.ts';

const NAMES = [
  'q',
  'filter',
  'facets',
  'sort',
  'collapse',
  'verbatim',
  'typing',
  'explain',
  'limit',
  'offset',
  'cursor',
  'analytics',
];
/** Those that may come more than once. */
const LISTS = ['filter', 'facets', 'index'];

/**
 * `GET /v1/indexes/{index}/search` and `GET /v1/search?index=a,b`, both with
 * `?q=&filter=&facets=&sort=&collapse=&verbatim=&typing=&explain=&analytics=&limit=&offset=`
 */
export function searchRoute(app: Hono, services: HttpServices): void {
  app.get('/v1/indexes/:index/search', async (c) => {
    checkNames(c, NAMES, LISTS);
    const request = { ...searchParameters(c), index: c.req.param('index') };
    return answered(c, await searchIndex(services, request));
  });
  app.get('/v1/search', async (c) => {
    checkNames(c, [...NAMES, 'index'], LISTS);
    const request = { ...searchParameters(c), indexes: indexesOf(c) };
    return answered(c, await searchIndexes(services, request));
  });
}

function searchParameters(c: Context): Omit<JointRequest, 'indexes'> {
  const limit = wholeNumber(c, 'limit', { least: 1, most: LIMIT_MAX, otherwise: 10 });
  const cursor = cursorOf(c, limit);
  const first = wholeNumber(c, 'offset', { least: 0, most: DEPTH_MAX - limit, otherwise: 0 });
  const query = c.req.query('q') ?? '';
  const filters = filtersOf(c);
  const typing = trueOrFalse(c, 'typing');
  if (query.trim() === '' && filters.length === 0)
    throw new Problem('empty_query', 'the parameter "q" is missing or empty');
  return {
    query,
    limit,
    offset: cursor?.offset ?? first,
    versions: cursor?.versions,
    filters,
    facets: facetsOf(c),
    sort: sortedBy(c),
    collapse: collapsedBy(c),
    verbatim: trueOrFalse(c, 'verbatim'),
    explain: trueOrFalse(c, 'explain'),
    typing,
    // What is being typed is no search yet.
    analytics: trueOrFalse(c, 'analytics', !typing),
    signal: c.req.raw.signal,
  };
}

function indexesOf(c: Context): string[] {
  const names = listed(c, 'index');
  if (names.length > 0 && names.length <= INDEXES_MAX) return names;
  throw new Problem(
    'bad_parameter',
    `"index" has ${names.length} names; it is 1 to ${INDEXES_MAX} of them, with commas between`,
  );
}

function answered(c: Context, answer: Pick<JointAnswer, 'timings' | 'next'>): Response {
  setMetric(c, 'router', answer.timings.router_ms);
  setMetric(c, 'searcher', answer.timings.searcher_ms);
  return c.json({ ...answer, next: tiedCursor(c, answer.next) });
}
