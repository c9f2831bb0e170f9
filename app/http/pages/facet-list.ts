import { html } from 'hono/html';
import { formatCount } from '#app/cli/format.ts';
import type { Facet } from '#core/cluster/merge-facets.ts';
import { FIELD } from '#core/query/filter.ts';
import type { SearchAnswer } from '#workers/orchestrator/search-answer.ts';
import type { Html } from './layout.ts';
import { type SearchPlace, searchPath } from './search-place.ts';

/** Facets of any index that are shown. */
export const SHOWN_FACETS = ['site', 'type', 'lang'];
/** Values of a facet that are shown, those that the most pages have. */
const MOST_VALUES = 8;

const TITLES: Readonly<Record<string, string>> = {
  site: 'Site',
  type: 'Type',
  lang: 'Language',
  schema: 'Kind',
};

/** Ways to narrow a search, and to widen it again; nothing where there is no choice. */
export function facetList(place: SearchPlace, { facets }: Pick<SearchAnswer, 'facets'>): Html | '' {
  const shown = Object.entries(facets).flatMap(([name, facet]) => group(place, name, facet) ?? []);
  if (shown.length === 0) return '';
  return html`<aside class="narrow" id="narrow" aria-labelledby="narrow-title">
    <h2 id="narrow-title" class="hidden">Narrow the search</h2>
    ${shown}
  </aside>`;
}

/** What a search is narrowed to, each as a link that widens it again; nothing where it is not. */
export function narrowedTo(place: SearchPlace): Html | '' {
  if (place.filters.length === 0) return '';
  return html`<ul class="narrowed" aria-label="Narrowed to">
    ${place.filters.map((filter) => {
      const [, name = '', value = ''] = /^([^:]*):(.*)$/su.exec(filter) ?? [];
      const label = name in TITLES ? `${titleOf(name)}: ${labelOf(name, value)}` : filter;
      return html`<li>${chosen(place, filter, label)}</li>`;
    })}
  </ul>`;
}

function group(place: SearchPlace, name: string, { values }: Facet): Html | undefined {
  const isChosen = values.some(({ value }) => place.filters.includes(`${name}:${value}`));
  if (values.length < 2 && !isChosen) return undefined;
  return html`<section>
    <h3>${titleOf(name)}</h3>
    <ul>
      ${values.slice(0, MOST_VALUES).map(({ value, count }) => {
        const filter = `${name}:${value}`;
        const path = searchPath({ ...place, page: 1, filters: [...place.filters, filter] });
        const label = labelOf(name, value);
        const link = place.filters.includes(filter)
          ? chosen(place, filter, label)
          : html`<a href="${path}" dir="auto">${label}</a>`;
        return html`<li>${link} <span class="count">${formatCount(count)}</span></li>`;
      })}
    </ul>
  </section>`;
}

/** A filter that is heeded, as a link that takes it away. */
function chosen(place: SearchPlace, filter: string, label: string): Html {
  const path = searchPath({ ...place, page: 1, filters: place.filters.filter((other) => other !== filter) });
  return html`<a class="chosen" href="${path}" dir="auto"
    ><span aria-hidden="true">✕ </span>${label}<span class="hidden"> (remove)</span></a
  >`;
}

function titleOf(name: string): string {
  return TITLES[name] ?? name.slice(FIELD.length).replaceAll('_', ' ');
}

/** Languages and types by their names, other values as they are. */
function labelOf(name: string, value: string): string {
  if (name === 'type') return TYPES[value] ?? value;
  if (name !== 'lang') return value;
  try {
    return LANGUAGES.of(value) ?? value;
  } catch {
    // It is no language tag, whatever a page says.
    return value;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'Web page',
  pdf: 'PDF',
  docx: 'Word',
  xlsx: 'Excel',
  pptx: 'PowerPoint',
  text: 'Text',
  feed: 'Feed',
};
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });
