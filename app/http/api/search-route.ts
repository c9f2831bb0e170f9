import type { Hono } from 'hono';
import { setMetric } from 'hono/timing';
import { DEPTH_MAX, LIMIT_MAX } from '#workers/orchestrator/search-answer.ts';
import { trueOrFalse, wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { searchIndex } from '../search-index.ts';
import { collapsedBy, facetsOf, filtersOf, sortedBy } from '../search-parameters.ts';
import type { HttpServices } from '../services.ts';

/** `GET /v1/indexes/{index}/search?q=&filter=&facets=&sort=&limit=&offset=` */
export function searchRoute(app: Hono, services: HttpServices): void {
  app.get('/v1/indexes/:index/search', async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: LIMIT_MAX, otherwise: 10 });
    const offset = wholeNumber(c, 'offset', { least: 0, most: DEPTH_MAX - limit, otherwise: 0 });
    const query = c.req.query('q') ?? '';
    const filters = filtersOf(c);
    if (query.trim() === '' && filters.length === 0)
      throw new Problem('empty_query', 'the parameter "q" is missing or empty');
    const answer = await searchIndex(services, {
      index: c.req.param('index'),
      query,
      limit,
      offset,
      filters,
      facets: facetsOf(c),
      sort: sortedBy(c),
      collapse: collapsedBy(c),
      verbatim: trueOrFalse(c, 'verbatim'),
      explain: trueOrFalse(c, 'explain'),
      signal: c.req.raw.signal,
    });
    setMetric(c, 'router', answer.timings.router_ms);
    setMetric(c, 'searcher', answer.timings.searcher_ms);
    return c.json(answer);
  });
}
