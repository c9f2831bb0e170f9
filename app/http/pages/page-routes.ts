import type { Context, Hono } from 'hono';
import { isLive } from '#core/tables/heads.ts';
import { allIndexes, findIndex, indexView } from '../index-view.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { searchIndex } from '../search-index.ts';
import type { HttpServices } from '../services.ts';
import { serveAssets } from './assets.ts';
import { LAST_PAGE, PAGE_SIZE } from './pager.ts';
import { type SearchPage, searchPage } from './search-page.ts';

/** Indexes offered for choice; a longer list is no choice, and `?index=` takes any. */
const MOST_CHOICES = 200;

/** The search page, `/`. A problem is a page too, with the same status as in the API. */
export function pageRoutes(app: Hono, services: HttpServices): void {
  const assets = serveAssets(app, {
    style: new URL('search.css', import.meta.url),
    script: new URL('search.js', import.meta.url),
  });
  app.get('/', async (c) => {
    const known = await allIndexes(services);
    const all = known.map(({ name }) => name);
    // Better one that can be searched than one whose first crawl runs.
    const index = c.req.query('index') ?? known.find(({ head }) => isLive(head))?.name ?? all[0] ?? '';
    const indexes = all.slice(0, MOST_CHOICES);
    if (index !== '' && all.includes(index) && !indexes.includes(index)) indexes.unshift(index);
    const query = (c.req.query('q') ?? '').trim();
    const { page, content } = await contentOf(c, services, index, query);
    const status = content.kind === 'problem' ? content.problem.status : 200;
    return c.html(searchPage({ assets, indexes, index, query, page, content }), status);
  });
}

async function contentOf(
  c: Context,
  services: HttpServices,
  index: string,
  query: string,
): Promise<Pick<SearchPage, 'page' | 'content'>> {
  if (index === '') return { page: 1, content: { kind: 'no_index' } };
  try {
    const page = wholeNumber(c, 'page', { least: 1, most: LAST_PAGE, otherwise: 1 });
    if (query === '') {
      const about = await indexView(services, await findIndex(services, index));
      return { page, content: { kind: 'start', about } };
    }
    const offset = (page - 1) * PAGE_SIZE;
    const request = { index, query, limit: PAGE_SIZE, offset, signal: c.req.raw.signal };
    return { page, content: { kind: 'answer', answer: await searchIndex(services, request) } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { page: 1, content: { kind: 'problem', problem: error } };
  }
}
