import { html } from 'hono/html';
import { counted, formatCount } from '#app/cli/format.ts';
import type { SearchAnswer } from '#workers/orchestrator/search-answer.ts';
import type { IndexView } from '../index-view.ts';
import type { Problem } from '../problem.ts';
import type { Assets } from './assets.ts';
import { type Html, layout } from './layout.ts';
import { type ShownFacets, facetList, narrowedTo } from './facet-list.ts';
import { pager } from './pager.ts';
import { resultList } from './result-list.ts';
import { searchForm } from './search-form.ts';
import { PAGE_SIZE, type SearchPlace, firstPage, searchPath } from './search-place.ts';

/** What a search page is made of. */
export interface SearchPage {
  readonly assets: Assets;
  readonly indexes: readonly string[];
  /** The chosen one; empty when there is none to choose. */
  readonly index: string;
  readonly query: string;
  readonly content:
    | { readonly kind: 'no_index' }
    /** An index must be named by who may not be told which there are. */
    | { readonly kind: 'unnamed' }
    /** Nothing is told about it to who may not know. */
    | { readonly kind: 'start'; readonly about: IndexView | undefined }
    | {
        readonly kind: 'answer';
        readonly answer: SearchAnswer;
        readonly place: SearchPlace;
        readonly facets: ShownFacets;
      }
    | { readonly kind: 'problem'; readonly problem: Problem };
}

/** The search page in each of its states. */
export function searchPage(page: SearchPage): Html {
  const { assets, indexes, index, query, content } = page;
  const variant = content.kind === 'answer' || content.kind === 'problem' ? 'results' : 'start';
  const form =
    content.kind === 'no_index' || content.kind === 'unnamed'
      ? ''
      : searchForm({ ...placed(content), indexes, index, query, focus: content.kind === 'start' });
  return layout({ title: titleOf(page), variant, assets, bar: form, main: mainOf(page) });
}

function placed(content: SearchPage['content']): Pick<SearchPlace, 'filters' | 'sort'> {
  return content.kind === 'answer' ? content.place : { filters: [], sort: '' };
}

function titleOf({ index, query }: SearchPage): string {
  if (index === '') return 'Sitepack';
  return query === '' ? `Search ${index}` : `${query} – search ${index}`;
}

function mainOf(page: SearchPage): Html {
  const { content } = page;
  if (content.kind === 'no_index') return noIndex();
  if (content.kind === 'unnamed') return unnamed();
  if (content.kind === 'start') return content.about === undefined ? bare(page.index) : about(content.about);
  if (content.kind === 'problem') return problemNote(content.problem, page);
  const { answer, place } = content;
  const narrow = {
    ways: facetList(place, answer, content.facets),
    narrowed: narrowedTo(place, content.facets),
  };
  return answer.hits.length === 0 ? nothingFound(place, answer, narrow) : found(place, answer, narrow);
}

function noIndex(): Html {
  return html`<section class="note">
    <h1>Nothing to search yet</h1>
    <p>Crawl a site, and its pages can be searched here:</p>
    <pre><code>sitepack crawl https://your.site/ --follow</code></pre>
  </section>`;
}

function unnamed(): Html {
  return html`<section class="note">
    <h1>Which index?</h1>
    <p>Name the one to search at the end of the address:</p>
    <pre><code>/?index=your.site</code></pre>
    <p class="quiet">Whoever has the key sees all of them at <a href="/admin">/admin</a>.</p>
  </section>`;
}

function bare(index: string): Html {
  return html`<h1 class="hidden">Search ${index}</h1> `;
}

function about(view: IndexView): Html {
  if (view.version === 0) {
    return html`<p class="about">
      Pages of <strong>${view.index}</strong> are being read. It can be searched when its first version is
      packed.
    </p>`;
  }
  const pages = counted(view.documents, 'page');
  return html`<h1 class="hidden">Search ${view.index}</h1>
    <p class="about">
      ${pages}${view.updated_at_ms === null ? '' : html`, packed <time datetime="${iso(view.updated_at_ms)}">${minute(view.updated_at_ms)}</time>`}
    </p>`;
}

/** Ways to narrow a search, and what it is narrowed to. */
interface Narrow {
  readonly ways: Html | '';
  readonly narrowed: Html | '';
}

function found(place: SearchPlace, answer: SearchAnswer, narrow: Narrow): Html {
  const offset = (place.page - 1) * PAGE_SIZE;
  return html`<h1 class="hidden">Results for ${place.query}</h1>
    <p class="summary">${summary(answer, offset)}</p>
    ${ways(place, narrow.ways !== '')} ${narrow.narrowed} ${spelling(place, answer)}
    ${answer.match === 'any' ? html`<p class="hint">No page has all of these words. These have some of them.</p>` : ''}
    ${partial(answer)}
    <div class="found">
      <div>${resultList(answer, offset)} ${pager(place, answer.total)}</div>
      ${narrow.ways}
    </div>`;
}

/** What was searched for in place of what was typed, or what else may have been meant; with the way back. */
function spelling(place: SearchPlace, { corrected, did_you_mean, total }: SearchAnswer): Html | '' {
  const link = (query: string, verbatim = false): Html =>
    html`<q><a href="${searchPath({ ...place, query, page: 1, verbatim })}">${query}</a></q>`;
  if (did_you_mean !== null) return html`<p class="hint">Did you mean ${link(did_you_mean)}?</p>`;
  if (corrected === null) return '';
  const given =
    total === 0
      ? html`<q>${corrected}</q> was searched for in its place`
      : html`these are results for <q>${corrected}</q>`;
  return html`<p class="hint">
    No page has what was typed: ${given}. Search for ${link(place.query, true)} all the same.
  </p>`;
}

/** Other orders, and the way to what narrows the search, which stands below the hits on a narrow screen. */
function ways(place: SearchPlace, narrows: boolean): Html {
  const order = (sort: string, label: string): Html =>
    place.sort === sort
      ? html`<span aria-current="true">${label}</span>`
      : html`<a href="${searchPath({ ...place, page: 1, sort })}">${label}</a>`;
  return html`<nav class="ways" aria-label="Order of results">
    ${order('', 'Best first')} ${order('date', 'Newest first')}
    ${narrows ? html`<a class="to-narrow" href="#narrow">Narrow the search</a>` : ''}
  </nav>`;
}

/** What is in `total` is read out when it comes while one types. */
function summary(answer: SearchAnswer, offset: number): Html {
  const took = `${Math.max(1, Math.round(answer.timings.router_ms))} ms`;
  const results = counted(answer.total, 'result');
  if (offset === 0) return html`<span class="total">${results}</span> in ${took}`;
  const shown = `${formatCount(offset + 1)} to ${formatCount(offset + answer.hits.length)} of ${results}`;
  return html`<span class="total">${shown}</span> in ${took}`;
}

function partial({ shards }: SearchAnswer): Html | '' {
  if (shards.answered === shards.total) return '';
  return html`<p class="hint">
    Only ${shards.answered} of ${shards.total} parts of the index answered in time, so some results may be
    missing.
  </p>`;
}

function nothingFound(place: SearchPlace, answer: SearchAnswer, narrow: Narrow): Html {
  if (answer.total > 0) {
    return html`<section class="note">
      <h1>No more results</h1>
      <p><a href="${searchPath({ ...place, page: 1 })}">Back to the first page</a></p>
    </section>`;
  }
  const advice =
    place.query === ''
      ? 'Take something away that pages must be.'
      : 'Check the spelling, or try fewer or more common words.';
  return html`<section class="note">
    <h1>${missed(place, answer)}</h1>
    ${partial(answer)} ${narrow.narrowed} ${spelling(place, answer)}
    <p>${advice}</p>
    ${narrow.ways}
  </section>`;
}

/** What no page has. */
function missed({ query, filters }: SearchPlace, { corrected }: SearchAnswer): Html {
  if (query === '') return html`No page is all of this`;
  const words = html`<q>${corrected ?? query}</q>`;
  return filters.length === 0 ? html`No page has ${words}` : html`No page that is all of this has ${words}`;
}

function problemNote(problem: Problem, { query, index }: SearchPage): Html {
  const { title, detail, action, code, status } = problem.document();
  const again = html`<a href="${searchPath(firstPage(index, query))}">Try again</a>`;
  // What to do about the others is for those who run it.
  const what = status === 503 || status === 429 ? again : status === 400 ? action : '';
  return html`<section class="note" role="alert">
    <h1>${title}</h1>
    <p class="detail">${detail}.</p>
    <p class="quiet">${what} <code>${code}</code></p>
  </section>`;
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString();
}

function minute(at_ms: number): string {
  return `${iso(at_ms).slice(0, 16).replace('T', ' ')} UTC`;
}
