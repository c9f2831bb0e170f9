import { html, raw } from 'hono/html';
import type { Assets } from '../pages/assets.ts';
import { type Html, layout } from '../pages/layout.ts';
import type { SectionId, Sections } from './sections.ts';

/** Parts that one goes to by name. */
const NAMES: ReadonlyMap<SectionId, string> = new Map([
  ['crawls', 'Crawls'],
  ['queues', 'Queues'],
  ['timers', 'Timers'],
  ['dead', 'Dead letters'],
  ['indexes', 'Indexes'],
  ['cluster', 'Cluster'],
  ['processes', 'Processes'],
]);

/** The admin page as it stands now; its script keeps it so. */
export function adminPage(page: {
  readonly assets: Assets;
  readonly sections: Sections;
  readonly at_ms: number;
}): Html {
  const { assets, sections, at_ms } = page;
  const part = (id: SectionId): Html =>
    html`<section id="${id}" aria-label="${NAMES.get(id) ?? 'At a glance'}">${raw(sections[id])}</section>`;
  return layout({
    title: 'Sitepack admin',
    variant: 'admin',
    assets,
    bar: html`${ways()} ${live(at_ms)}`,
    main: html`<h1 class="hidden">Sitepack admin</h1>
      <p id="said" role="status"></p>
      <div class="overview">${part('status')} ${part('strip')}</div>
      ${part('crawls')}
      <div class="pair">${part('queues')} ${part('timers')}</div>
      ${part('dead')} ${part('indexes')} ${part('cluster')} ${part('processes')} ${question()}`,
  });
}

function ways(): Html {
  return html`<nav aria-label="Parts of this page">
    ${[...NAMES].map(([id, name]) => html`<a href="#${id}">${name}</a>`)}
  </nav>`;
}

function live(at_ms: number): Html {
  const at = new Date(at_ms).toISOString();
  return html`<div class="live">
    <noscript>Without JavaScript this page stands still: load it again.</noscript>
    <span id="live" role="status"></span>
    <time id="as-of" datetime="${at}" title="${at}">${at.slice(11, 19)} UTC</time>
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
