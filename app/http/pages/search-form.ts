import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** The search box, with a choice of index when there are several. */
export function searchForm(form: {
  readonly indexes: readonly string[];
  readonly index: string;
  readonly query: string;
  /** What the search is narrowed to, and its order: they stay when other words are looked for. */
  readonly filters: readonly string[];
  readonly sort: string;
  /** Whether the cursor starts in the box. */
  readonly focus: boolean;
}): Html {
  const { indexes, query } = form;
  // After a search in an index that does not exist, the box offers one that does.
  const index = indexes.includes(form.index) ? form.index : (indexes[0] ?? form.index);
  return html`<form role="search" action="/" method="get" aria-label="Search ${index}">
    ${indexes.length > 1 ? indexChoice(indexes, index) : hidden('index', index)}
    ${form.filters.map((filter) => hidden('filter', filter))}
    ${form.sort === '' ? '' : hidden('sort', form.sort)}
    <label class="hidden" for="q">Words to look for</label>
    <div class="box">
      <input
        id="q"
        type="search"
        name="q"
        value="${query}"
        placeholder="Search ${index}"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        maxlength="2000"
        enterkeyhint="search"
        ${form.focus ? 'autofocus' : ''}
      />
      <ul class="suggested" id="suggested" role="listbox" aria-label="Suggestions" hidden></ul>
    </div>
    <button type="submit">Search</button>
    <p class="hidden" id="said" role="status"></p>
  </form>`;
}

function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

function indexChoice(indexes: readonly string[], chosen: string): Html {
  return html`<label class="hidden" for="index">Index</label>
    <select id="index" name="index">
      ${indexes.map((index) => html`<option value="${index}" ${index === chosen ? 'selected' : ''}>${index}</option>`)}
    </select>`;
}
