import type { Context, Hono } from 'hono';
import { maySeeAll } from '../access.ts';
import { findIndex, indexView } from '../index-view.ts';
import { trueOrFalse } from '../parameters.ts';
import { filtersOf, sortedBy } from '../search-parameters.ts';
import { shownFacets } from './facet-list.ts';
import { PAGE_SIZE, placeOf } from './search-place.ts';
import { Problem } from '../problem.ts';
import { askIndex, searchIndex } from '../search-index.ts';
import type { HttpServices } from '../services.ts';
import { serveAssets } from './assets.ts';
import { KnownIndexes } from './known-indexes.ts';
import { type SearchPage, searchPage } from './search-page.ts';

type Asked = Pick<SearchPage, 'index' | 'query'> & {
  /** Whether more than the answer of a search may be told. */
  readonly all: boolean;
};

/**
 * The search page, `/`. A problem is a page too, with the same status as in the API. Who does not bring the key, where there
 * is one, may search an index by its name, and is not told which there are.
 */
export function pageRoutes(app: Hono, services: HttpServices): void {
  const assets = serveAssets(app, {
    styles: [new URL('search.css', import.meta.url)],
    name: 'search',
    script: new URL('search.js', import.meta.url),
  });
  const known = new KnownIndexes(services);
  app.get('/', async (c) => {
    const all = maySeeAll(c, services.config);
    const named = c.req.query('index') ?? '';
    const choice = all ? await known.all() : named === '' ? await known.only() : NO_CHOICE;
    const index = named === '' ? (choice.first ?? '') : named;
    const query = (c.req.query('q') ?? '').trim();
    const content = await contentOf(c, services, { index, query, all });
    const others = choice.indexes.filter((name) => name !== index);
    const indexes = index === '' || isMissing(content) ? others : [index, ...others].sort();
    const status = content.kind === 'problem' ? content.problem.status : 200;
    if (services.config.key !== '') c.header('vary', 'authorization');
    return c.html(searchPage({ assets, indexes, index, query, content }), status);
  });
}

const MISSING: ReadonlySet<string> = new Set(['index_not_found', 'bad_index_name']);
const NO_CHOICE = { indexes: [], first: undefined } as const;

function isMissing(content: SearchPage['content']): boolean {
  return content.kind === 'problem' && MISSING.has(content.problem.code);
}

async function contentOf(
  c: Context,
  services: HttpServices,
  { index, query, all }: Asked,
): Promise<SearchPage['content']> {
  if (index === '') return { kind: all ? 'no_index' : 'unnamed' };
  try {
    const place = placeOf(c, index, query);
    if (query === '' && place.filters.length === 0) {
      const known = await findIndex(services, index);
      return { kind: 'start', about: all ? await indexView(services, known) : undefined };
    }
    const { signal } = c.req.raw;
    const facets = shownFacets(await askIndex(services, index, () => services.searchSettings(index, signal)));
    const typing = trueOrFalse(c, 'typing');
    const request = {
      index,
      query,
      typing,
      // What is being typed is no search yet: the script tells when it is one.
      analytics: trueOrFalse(c, 'analytics', !typing),
      verbatim: place.verbatim,
      filters: filtersOf(c),
      facets: facets.map(({ name }) => name),
      sort: sortedBy(c),
      limit: PAGE_SIZE,
      offset: (place.page - 1) * PAGE_SIZE,
      signal,
    };
    const answer = await searchIndex(services, request);
    return { kind: 'answer', answer, place, facets };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { kind: 'problem', problem: error };
  }
}
