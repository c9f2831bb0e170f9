import type { Hono } from 'hono';
import { daysAsked } from '../api/searches-routes.ts';
import type { Assets } from '../pages/assets.ts';
import { Problem } from '../problem.ts';
import { searchesView } from '../searches-view.ts';
import type { HttpServices } from '../services.ts';
import { problemPage } from './problem-page.ts';
import { BACK, searchesPage } from './searches-page.ts';

/** Queries in a list. */
const LISTED = 50;

/**
 * The page of how an index was searched, `/admin/indexes/{index}/searches`. A problem is a page too, with the same status as in the
 * API.
 */
export function searchesPageRoute(app: Hono, services: HttpServices, assets: Assets): void {
  app.get('/admin/indexes/:index/searches', async (c) => {
    c.header('cache-control', 'no-store');
    const at_ms = services.clock.now();
    try {
      const days = daysAsked(c);
      const view = await searchesView(services, c.req.param('index'), { days, limit: LISTED });
      return c.html(searchesPage({ assets, at_ms, view }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return c.html(problemPage(assets, error, at_ms, { back: BACK, data: '/v1/indexes' }), error.status);
    }
  });
}
