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

const TITLES: ReadonlyMap<string, string> = new Map([
  ['site', 'Site'],
  ['type', 'Type'],
  ['lang', 'Language'],
  ['schema', 'Kind'],
]);

/** Ways to narrow a search, and to widen it again; nothing where there is no choice. */
export function facetList(
  place: SearchPlace,
  { facets }: Pick<SearchAnswer, 'facets'>,
  wanted: ShownFacets,
): Html | '' {
  const shown = wanted.flatMap(({ name }) => {
    const facet = facets[name];
    return facet === undefined ? [] : (group(place, { name, title: titleOf(name, wanted) }, facet) ?? []);
  });
  if (shown.length === 0) return '';
  return html`<aside class="narrow" id="narrow" aria-labelledby="narrow-title">
    <h2 id="narrow-title" class="hidden">Narrow the search</h2>
    ${shown}
  </aside>`;
}

/** What a search is narrowed to, each as a link that widens it again; nothing where it is not. */
export function narrowedTo(place: SearchPlace, wanted: ShownFacets): Html | '' {
  if (place.filters.length === 0) return '';
  return html`<ul class="narrowed" aria-label="Narrowed to">
    ${place.filters.map((filter) => {
      const [, name = '', value = ''] = /^([^:]*):(.*)$/su.exec(filter) ?? [];
      const isShown = TITLES.has(name) || wanted.some((facet) => facet.name === name);
      const label = isShown ? `${titleOf(name, wanted)}: ${labelOf(name, value)}` : filter;
      return html`<li>${chosen(place, filter, label)}</li>`;
    })}
  </ul>`;
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

function titleOf(name: string, wanted: ShownFacets): string {
  const label = wanted.find((facet) => facet.name === name)?.label;
  return label ?? TITLES.get(name) ?? name.slice(FIELD.length).replaceAll('_', ' ');
}

/** Languages and types by their names, other values as they are. */
function labelOf(name: string, value: string): string {
  if (name === 'type') return TYPES.get(value) ?? value;
  if (name !== 'lang') return value;
  try {
    return LANGUAGES.of(value) ?? value;
  } catch {
    // It is no language tag, whatever a page says.
    return value;
  }
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'Web page'],
  ['pdf', 'PDF'],
  ['docx', 'Word'],
  ['xlsx', 'Excel'],
  ['pptx', 'PowerPoint'],
  ['text', 'Text'],
  ['feed', 'Feed'],
]);
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });
