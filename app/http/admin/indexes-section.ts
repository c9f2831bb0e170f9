import { html } from 'hono/html';
import { formatBytes, formatCount } from '#app/cli/format.ts';
import type { Html } from '../pages/layout.ts';
import type { AdminState, IndexState } from './admin-state.ts';
import { ago, state } from './figures.ts';
import { extent, none, panel } from './panel.ts';
import { table } from './table.ts';

const COLUMNS = [
  { name: 'Index' },
  { name: 'State' },
  { name: 'Live', unit: 'version' },
  { name: 'Serving', unit: 'version' },
  { name: 'Loading', unit: 'version' },
  { name: 'Documents', unit: '' },
  { name: 'Packs', unit: '' },
  { name: 'Shards', unit: '' },
  { name: 'Packed' },
];

/** Indexes and their versions. */
export function indexesSection({ indexes, orchestrator }: AdminState): Html {
  const rows = indexes.items.map((index) => ({ key: index.index, cells: cells(index, orchestrator.here) }));
  return panel({
    title: 'Indexes',
    note: extent(indexes, 'index'),
    content: rows.length === 0 ? none('There is no index yet.') : table('Indexes', COLUMNS, rows),
  });
}

function cells(index: IndexState, known: boolean): (Html | string)[] {
  const version = (number: number | null): string => (number === null || number === 0 ? '–' : String(number));
  return [
    html`<b><a href="/?index=${encodeURIComponent(index.index)}">${index.index}</a></b>`,
    condition(index, known),
    version(index.live),
    version(index.serving),
    version(index.loading),
    formatCount(index.documents),
    formatBytes(index.bytes),
    formatCount(index.shards),
    index.updated_at_ms === null ? html`<span class="soft">not yet</span>` : ago(index.updated_at_ms),
  ];
}

function condition({ live, serving, waiting, loading }: IndexState, known: boolean): Html {
  if (waiting !== null) return html`${state('warn', 'packing waits')} <span class="why">${waiting}</span>`;
  if (live === 0) return state('idle', 'no version yet');
  if (!known) return state('idle', 'published');
  if (serving === null) return state('bad', 'not served');
  return serving < live || loading !== null ? state('busy', 'swapping') : state('good', 'served');
}
