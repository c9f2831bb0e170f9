import type { Context, Hono } from 'hono';
import { MOST_DAYS } from '#core/searches/day-searches.ts';
import { findIndex } from '../index-view.ts';
import { checkIndexName, wholeNumber } from '../parameters.ts';
import { checkNames } from '../search-parameters.ts';
import { searchesCsv } from '../searches-csv.ts';
import { searchesView, summedSearches } from '../searches-view.ts';
import type { HttpServices } from '../services.ts';

const PATH = '/v1/indexes/:index/searches';
export const MOST_LISTED = 1000;

/** How an index is searched: `GET /v1/indexes/{index}/searches?days=&limit=`, the same as CSV, and its deletion. */
export function searchesRoutes(app: Hono, services: HttpServices): void {
  app.get(PATH, async (c) => {
    checkNames(c, ['days', 'limit'], []);
    const limit = wholeNumber(c, 'limit', { least: 1, most: MOST_LISTED, otherwise: 100 });
    return c.json(await searchesView(services, c.req.param('index'), { days: daysAsked(c), limit }));
  });

  app.get('/v1/indexes/:index/searches.csv', async (c) => {
    checkNames(c, ['days'], []);
    const days = daysAsked(c);
    const { name } = await findIndex(services, c.req.param('index'));
    const sum = await summedSearches(services, name, days);
    return c.body(ReadableStream.from(searchesCsv(sum)).pipeThrough(new TextEncoderStream()), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}-searches.csv"`,
    });
  });

  // Of an index that is gone as well: rows may have been left.
  app.delete(PATH, async (c) => {
    const index = checkIndexName(c.req.param('index'));
    await services.searches.delete(index);
    return c.json({ index });
  });
}

/** How many days are asked for. @throws {Problem} `bad_parameter` */
export function daysAsked(c: Context): number {
  return wholeNumber(c, 'days', { least: 1, most: MOST_DAYS, otherwise: 30 });
}
