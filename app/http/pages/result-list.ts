import { html } from 'hono/html';
import type { SearchAnswer, SearchHit } from '#workers/orchestrator/search-answer.ts';
import { breadcrumb } from './breadcrumb.ts';
import type { Html } from './layout.ts';

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** The hits of one page, as a numbered list that begins where the page does. Its script tells which of them is clicked. */
export function resultList(answer: SearchAnswer, offset: number): Html {
  const clicks = `/v1/indexes/${encodeURIComponent(answer.index)}/clicks`;
  return html`<ol class="hits" start="${offset + 1}" data-clicks="${clicks}" data-query="${answer.query}">
    ${answer.hits.map(result)}
  </ol>`;
}

function result(hit: SearchHit): Html {
  const title = hit.title.trim() === '' ? hit.url : hit.title;
  const [host = '', ...steps] = breadcrumb(hit.url);
  return html`<li data-url="${hit.url}">
    <p class="where">
      <span>${host}</span
      >${steps.map((step) => html`<span aria-hidden="true" class="step">›</span><span>${step}</span>`)}
    </p>
    <h2 dir="auto">${isWeb(hit.url) ? html`<a href="${hit.url}">${title}</a>` : title}</h2>
    ${section(hit)}
    <p class="snippet" dir="auto">${date(hit.published_at_ms ?? hit.modified_at_ms)}${marked(hit.snippet)}</p>
    ${hit.missing.length === 0 ? '' : html`<p class="missing">Without: ${listed(hit.missing)}</p>`}
  </li>`;
}

/** The part of the page that the snippet is from, as a link where one leads there; not where it has the name of the page. */
function section({ url, title, section: part }: SearchHit): Html | '' {
  if (part === null || part.title === title) return '';
  const leads = part.url !== url && isWeb(part.url);
  return html`<p class="section" dir="auto">
    ${leads ? html`<a href="${part.url}">${part.title}</a>` : part.title}
  </p>`;
}

/** A document that a client posted may name any URL; only these are safe to click. */
function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

/** What a hit has not, struck out. */
function listed(words: readonly string[]): Html[] {
  return words.map((word, n) => html`${n === 0 ? '' : ' '}<s>${word}</s>`);
}

/** A text with its matches in `<mark>`. */
function marked({ text, matches }: SearchHit['snippet']): Html[] {
  let at = 0;
  const pieces = matches.flatMap(({ from, to }) => {
    const before = text.slice(at, from);
    at = to;
    return [html`${before}`, html`<mark>${text.slice(from, to)}</mark>`];
  });
  return [...pieces, html`${text.slice(at)}`];
}

function date(at_ms: number | null): Html | '' {
  if (at_ms === null) return '';
  const at = new Date(at_ms);
  if (Number.isNaN(at.getTime())) return '';
  return html`<time datetime="${at.toISOString()}">${DATE.format(at)}</time> `;
}
