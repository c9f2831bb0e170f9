import type { Hono } from 'hono';
import { QUERY_MAX } from '#workers/orchestrator/search-answer.ts';
import { SUGGESTIONS_MAX } from '#workers/orchestrator/suggest-answer.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { checkNames } from '../search-parameters.ts';
import { askIndex } from '../search-index.ts';
import type { HttpServices } from '../services.ts';

/** `GET /v1/indexes/{index}/suggest?q=&limit=` */
export function suggestRoute(app: Hono, services: HttpServices): void {
  app.get('/v1/indexes/:index/suggest', async (c) => {
    checkNames(c, ['q', 'limit'], []);
    const limit = wholeNumber(c, 'limit', { least: 1, most: SUGGESTIONS_MAX, otherwise: 8 });
    const typed = c.req.query('q') ?? '';
    if (typed.length > QUERY_MAX)
      throw new Problem('bad_query', `"q" has ${typed.length} characters; at most ${QUERY_MAX} are read`);
    const index = c.req.param('index');
    const request = { index, typed, limit, signal: c.req.raw.signal };
    return c.json(await askIndex(services, index, () => services.suggest(request)));
  });
}
