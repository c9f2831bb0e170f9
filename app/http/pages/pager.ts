import { html } from 'hono/html';
import type { Html } from './layout.ts';
import { LAST_PAGE, PAGE_SIZE, type SearchPlace, searchPath } from './search-place.ts';

/** Numbered pages shown on either side of this one. */
const AROUND = 2;

/** Links to the other pages of results; nothing when there is one page. */
export function pager(place: SearchPlace, total: number): Html | '' {
  const last = Math.min(LAST_PAGE, Math.ceil(total / PAGE_SIZE));
  if (last <= 1) return '';
  const link = (page: number): string => searchPath({ ...place, page });
  return html`<nav class="pager" aria-label="Pages of results">
    ${place.page > 1 ? html`<a class="turn" rel="prev" href="${link(place.page - 1)}">← Previous</a>` : ''}
    <ul>
      ${numbers(place.page, last).map((page) =>
        page === place.page
          ? html`<li><span aria-current="page" aria-label="Page ${page}">${page}</span></li>`
          : html`<li><a href="${link(page)}" aria-label="Page ${page}">${page}</a></li>`,
      )}
    </ul>
    ${place.page < last ? html`<a class="turn" rel="next" href="${link(place.page + 1)}">Next →</a>` : ''}
  </nav>`;
}

function numbers(page: number, last: number): number[] {
  const from = Math.max(1, Math.min(page - AROUND, last - 2 * AROUND));
  const to = Math.min(last, from + 2 * AROUND);
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
