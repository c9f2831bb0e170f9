import { html } from 'hono/html';
import { formatCount } from '#app/cli/format.ts';
import type { Facet } from '#core/cluster/merge-facets.ts';
import { FIELD } from '#core/query/filter.ts';
import type { SearchSettings } from '#core/settings/search-settings.ts';
import type { SearchAnswer } from '#workers/orchestrator/search-answer.ts';
import type { Html } from './layout.ts';
import { type SearchPlace, searchPath } from './search-place.ts';

/** What narrows a search, in the order in which it is shown. */
export type ShownFacets = NonNullable<SearchSettings['facets']>;

/** Of an index for which no others are set. */
const SHOWN_FACETS: ShownFacets = [{ name: 'site' }, { name: 'type' }, { name: 'lang' }];

export function shownFacets({ facets = SHOWN_FACETS }: Pick<SearchSettings, 'facets'> = {}): ShownFacets {
  return facets;
}

/** Values of a facet that are shown, those that the most pages have. */
const MOST_VALUES = 8;

const TITLES: Readonly<Record<string, string>> = {
  site: 'Site',
  type: 'Type',
  lang: 'Language',
  schema: 'Kind',
};

/** Ways to narrow a search, and to widen it again; nothing where there is no choice. */
export function facetList(
  place: SearchPlace,
  { facets }: Pick<SearchAnswer, 'facets'>,
  wanted: ShownFacets,
): Html | '' {
  const shown = wanted.flatMap(({ name, label }) => {
    const facet = facets[name];
    return facet === undefined ? [] : (group(place, { name, title: label ?? titleOf(name) }, facet) ?? []);
  });
  const others = place.filters.filter((filter) => !isShown(filter, facets));
  if (shown.length + others.length === 0) return '';
  return html`<aside class="narrow" id="narrow" aria-labelledby="narrow-title">
    <h2 id="narrow-title" class="hidden">Narrow the search</h2>
    ${
      others.length === 0
        ? ''
        : html`<ul>
            ${others.map((filter) => chosen(place, filter, filter))}
          </ul>`
    }${shown}
  </aside>`;
}

/** Whether a filter stands among the values of a facet. */
function isShown(filter: string, facets: SearchAnswer['facets']): boolean {
  return Object.entries(facets).some(([name, { values }]) =>
    values.slice(0, MOST_VALUES).some(({ value }) => filter === `${name}:${value}`),
  );
}

function group(
  place: SearchPlace,
  { name, title }: { readonly name: string; readonly title: string },
  { values }: Facet,
): Html | undefined {
  const isChosen = values.some(({ value }) => place.filters.includes(`${name}:${value}`));
  if (values.length < 2 && !isChosen) return undefined;
  return html`<section>
    <h3>${title}</h3>
    <ul>
      ${values.slice(0, MOST_VALUES).map(({ value, count }) => {
        const filter = `${name}:${value}`;
        if (place.filters.includes(filter)) return chosen(place, filter, value, count);
        const path = searchPath({ ...place, page: 1, filters: [...place.filters, filter] });
        return html`<li>
          <a href="${path}">${labelOf(name, value)}</a> <span class="count">${formatCount(count)}</span>
        </li>`;
      })}
    </ul>
  </section>`;
}

function titleOf(name: string): string {
  return TITLES[name] ?? name.slice(FIELD.length).replaceAll('_', ' ');
}

/** A filter that is heeded: a link that takes it away. */
function chosen(place: SearchPlace, filter: string, label: string, count?: number): Html {
  const path = searchPath({ ...place, page: 1, filters: place.filters.filter((other) => other !== filter) });
  return html`<li>
    <a class="chosen" href="${path}"
      ><span aria-hidden="true">✕ </span>${label}<span class="hidden"> (remove)</span></a
    >
    ${count === undefined ? '' : html`<span class="count">${formatCount(count)}</span>`}
  </li>`;
}

/** Languages by their names, other values as they are. */
function labelOf(name: string, value: string): string {
  if (name !== 'lang') return value;
  try {
    return LANGUAGES.of(value) ?? value;
  } catch {
    // It is no language tag, whatever a page says.
    return value;
  }
}
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });
