import type { Hono } from 'hono';
import { z } from 'zod';
import { DEPTH_MAX, QUERY_MAX } from '#workers/orchestrator/search-answer.ts';
import { jsonBody } from '../json-body.ts';
import { checkIndexName } from '../parameters.ts';
import type { HttpServices } from '../services.ts';

/** The body of `POST /v1/indexes/{index}/clicks`. */
export const clickRequest = z.strictObject({
  query: z.string().min(1).max(QUERY_MAX).describe('As it was searched for.'),
  url: z.string().min(1).max(2048).describe('That of the hit.'),
  position: z.int().min(1).max(DEPTH_MAX).describe('Of the hit among all, from 1 on.'),
});

/** `POST /v1/indexes/{index}/clicks`: whoever tells is not told whether it counts. */
export function clickRoute(app: Hono, services: HttpServices): void {
  app.post('/v1/indexes/:index/clicks', async (c) => {
    const click = await jsonBody(c, clickRequest);
    const index = checkIndexName(c.req.param('index'));
    services.searches.click(index, click);
    return c.json({ index }, 202);
  });
}
