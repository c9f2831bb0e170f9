import { html } from 'hono/html';
import { DEPTH_MAX } from '#workers/orchestrator/search-answer.ts';
import type { Html } from './layout.ts';

/** Hits on a page. */
export const PAGE_SIZE = 10;
/** As deep as the API goes. */
export const LAST_PAGE = DEPTH_MAX / PAGE_SIZE;

/** Numbered pages shown on either side of this one. */
const AROUND = 2;

/** Links to the other pages of results; nothing when there is one page. */
export function pager(at: {
  readonly index: string;
  readonly query: string;
  readonly page: number;
  readonly total: number;
  readonly verbatim: boolean;
}): Html | '' {
  const last = Math.min(LAST_PAGE, Math.ceil(at.total / PAGE_SIZE));
  if (last <= 1) return '';
  const link = (page: number): string => searchPath(at.index, at.query, page, at.verbatim);
  return html`<nav class="pager" aria-label="Pages of results">
    ${at.page > 1 ? html`<a class="turn" rel="prev" href="${link(at.page - 1)}">← Previous</a>` : ''}
    <ul>
      ${numbers(at.page, last).map((page) =>
        page === at.page
          ? html`<li><span aria-current="page" aria-label="Page ${page}">${page}</span></li>`
          : html`<li><a href="${link(page)}" aria-label="Page ${page}">${page}</a></li>`,
      )}
    </ul>
    ${at.page < last ? html`<a class="turn" rel="next" href="${link(at.page + 1)}">Next →</a>` : ''}
  </nav>`;
}

/** Where a page of results is. @param verbatim whether words are meant as they are written. */
export function searchPath(index: string, query: string, page = 1, verbatim = false): string {
  const parameters = new URLSearchParams({ index, q: query });
  if (page > 1) parameters.set('page', String(page));
  if (verbatim) parameters.set('verbatim', 'true');
  return `/?${parameters.toString()}`;
}

function numbers(page: number, last: number): number[] {
  const from = Math.max(1, Math.min(page - AROUND, last - 2 * AROUND));
  const to = Math.min(last, from + 2 * AROUND);
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
