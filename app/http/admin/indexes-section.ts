import { html } from 'hono/html';
import { counted, formatBytes, formatCount } from '#app/cli/format.ts';
import type { Html } from '../pages/layout.ts';
import type { AdminState, IndexState } from './admin-state.ts';
import { ago, state } from './figures.ts';
import { searchesPath } from './searches-page.ts';
import { action, extent, none, panel } from './panel.ts';
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
    html`<span class="index-links"
      ><b><a href="/?index=${encodeURIComponent(index.index)}">${index.index}</a></b>
      <a class="why" href="${searchesPath(index.index)}">searches</a></span
    >`,
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

function condition(index: IndexState, known: boolean): Html {
  const { held } = index;
  if (held === null) return served(index, known);
  const of = encodeURIComponent(index.index);
  const decision = {
    method: 'POST',
    body: { manifest: held.manifest },
    about: `the version of ${index.index} that is held`,
  } as const;
  return html`${served(index, known)} ${state('warn', 'held')}
    <span class="why">
      a version with ${counted(held.documents, 'document')}:
      ${held.reasons.map(({ text }) => text).join('; ')}
    </span>
    <a href="/v1/indexes/${of}/diff">What it would change</a>
    ${action({
      ...decision,
      label: 'Publish',
      path: `/v1/indexes/${of}/publish`,
      question: `Publish the version of ${index.index} that is held? ${counted(held.lost, 'document')} of the live one ${held.lost === 1 ? 'leaves' : 'leave'} the index.`,
      done: `The version of ${index.index} that was held is queued to be published.`,
    })}
    ${action({
      ...decision,
      label: 'Drop',
      path: `/v1/indexes/${of}/drop`,
      question: `Drop the version of ${index.index} that is held? What is live stays.`,
      done: `The version of ${index.index} that was held is queued to be dropped.`,
    })}`;
}

function served({ live, serving, waiting, loading }: IndexState, known: boolean): Html {
  if (waiting !== null) return html`${state('warn', 'packing waits')} <span class="why">${waiting}</span>`;
  if (live === 0) return state('idle', 'no version yet');
  if (!known) return state('idle', 'published');
  if (serving === null) return state('bad', 'not served');
  return serving < live || loading !== null ? state('busy', 'swapping') : state('good', 'served');
}
