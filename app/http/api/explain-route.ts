import type { Hono } from 'hono';
import { explain } from '../explain/explanation.ts';
import { trueOrFalse } from '../parameters.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

/** `GET /v1/explain?url=&index=&q=&aliases=` */
export function explainRoute(app: Hono, services: HttpServices): void {
  app.get('/v1/explain', async (c) => {
    const { url, index, q: query } = c.req.query();
    if (url === undefined || url === '')
      throw new Problem('bad_parameter', 'the parameter "url" is missing or empty');
    const aliases = trueOrFalse(c, 'aliases');
    return c.json(await explain(services, { url, index, query, aliases, signal: c.req.raw.signal }));
  });
}
