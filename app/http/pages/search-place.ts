import type { Context } from 'hono';
import { DEPTH_MAX } from '#workers/orchestrator/search-answer.ts';
import { trueOrFalse, wholeNumber } from '../parameters.ts';

/** Hits on a page. */
export const PAGE_SIZE = 10;
/** As deep as the API goes. */
export const LAST_PAGE = DEPTH_MAX / PAGE_SIZE;

/** What a page of results is asked for with. */
export interface SearchPlace {
  readonly index: string;
  readonly query: string;
  readonly page: number;
  /** Words are meant as they are written. */
  readonly verbatim: boolean;
  /** As the API takes them: `type:pdf`. */
  readonly filters: readonly string[];
  /** As the API takes it; empty for how good hits are. */
  readonly sort: string;
}

/** The first page of what is found for a query, whatever it is. */
export function firstPage(index: string, query: string): SearchPlace {
  return { index, query, page: 1, verbatim: false, filters: [], sort: '' };
}

/** What is asked for of an index. @throws {Problem} `bad_parameter` */
export function placeOf(c: Context, index: string, query: string): SearchPlace {
  return {
    index,
    query,
    page: wholeNumber(c, 'page', { least: 1, most: LAST_PAGE, otherwise: 1 }),
    verbatim: trueOrFalse(c, 'verbatim'),
    filters: (c.req.queries('filter') ?? []).filter((text) => text !== ''),
    sort: c.req.query('sort') ?? '',
  };
}

/** Where that is. */
export function searchPath({ index, query, page, verbatim, filters, sort }: SearchPlace): string {
  const parameters = new URLSearchParams({ index, q: query });
  for (const filter of filters) parameters.append('filter', filter);
  if (sort !== '') parameters.set('sort', sort);
  if (page > 1) parameters.set('page', String(page));
  if (verbatim) parameters.set('verbatim', 'true');
  return `/?${parameters.toString()}`;
}
