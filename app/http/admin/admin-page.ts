import { html, raw } from 'hono/html';
import type { Assets } from '../pages/assets.ts';
import type { Html } from '../pages/layout.ts';
import { adminFrame } from './admin-frame.ts';
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
  return adminFrame({
    title: 'Sitepack admin',
    assets,
    data: '/v1/admin/state',
    ways: [...NAMES].map(([id, name]) => ({ to: `#${id}`, name })),
    at_ms,
    live: { from: '/admin/events', by: 'events' },
    main: html`<h1 class="hidden">Sitepack admin</h1>
      <div class="overview">${part('status')} ${part('strip')}</div>
      ${part('crawls')}
      <div class="pair">${part('queues')} ${part('timers')}</div>
      ${part('dead')} ${part('indexes')} ${part('cluster')} ${part('processes')}`,
  });
}
