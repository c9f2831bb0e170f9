import { html } from 'hono/html';
import type { Assets } from '../pages/assets.ts';
import { type Html, layout } from '../pages/layout.ts';

/** Where the script learns how things are: told by a stream of events, or by asking again and again. */
export interface LiveSource {
  readonly from: string;
  readonly by: 'events' | 'asking';
}

/** The frame of the pages for those who run Sitepack. */
export function adminFrame(page: {
  readonly title: string;
  readonly assets: Assets;
  /** Where programs find what it shows. */
  readonly data: string;
  readonly ways: readonly { readonly to: string; readonly name: string }[];
  readonly at_ms: number;
  /** Absent where nothing changes any more. */
  readonly live?: LiveSource | undefined;
  readonly main: Html;
}): Html {
  const { title, assets, data, ways, at_ms, live, main } = page;
  return layout({
    title,
    variant: 'admin',
    assets,
    data,
    bar: html`<nav aria-label="Parts of this page">
        ${ways.map(({ to, name }) => html`<a href="${to}">${name}</a>`)}
      </nav>
      ${asOf(at_ms, live)}`,
    main: html`<p id="said" role="status"></p>
      ${main} ${question()}`,
  });
}

function asOf(at_ms: number, live: LiveSource | undefined): Html {
  const at = new Date(at_ms).toISOString();
  const time = html`<time id="as-of" datetime="${at}" title="${at}">${at.slice(11, 19)} UTC</time>`;
  if (live === undefined) return html`<div class="live">${time}</div>`;
  return html`<div class="live">
    <noscript>Without JavaScript this page stands still: load it again.</noscript>
    <span id="live" role="status" data-from="${live.from}" data-by="${live.by}"></span>
    ${time}
    <button type="button" id="pause" aria-pressed="false">Pause</button>
  </div>`;
}

function question(): Html {
  return html`<dialog id="question" aria-labelledby="asked">
    <form method="dialog">
      <p id="asked"></p>
      <div class="actions">
        <button type="submit" value="no">No</button>
        <button type="submit" value="yes" class="harm">Yes</button>
      </div>
    </form>
  </dialog>`;
}
