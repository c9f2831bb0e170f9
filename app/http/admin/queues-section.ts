import { html } from 'hono/html';
import { formatCount } from '#app/cli/format.ts';
import type { Html } from '../pages/layout.ts';
import type { AdminState, QueueState } from './admin-state.ts';
import { ago, spark, state } from './figures.ts';
import { extent, panel } from './panel.ts';
import { table } from './table.ts';

const COLUMNS = [
  { name: 'Queue' },
  { name: 'Trend' },
  { name: 'Ready', unit: 'messages' },
  { name: 'Delayed', unit: 'messages' },
  { name: 'In flight', unit: 'messages' },
  { name: 'Oldest sent' },
  { name: 'Dead', unit: 'letters' },
];

/** How full the queues are. */
export function queuesSection({ queues }: AdminState): Html {
  const rows = queues.items.map((queue) => ({ key: queue.queue, cells: cells(queue) }));
  return panel({ title: 'Queues', note: extent(queues, 'queue'), content: table('Queues', COLUMNS, rows) });
}

function cells({
  name,
  queue,
  ready,
  delayed,
  in_flight,
  oldest_sent_at_ms,
  dead,
}: QueueState): (Html | string)[] {
  return [
    html`<b class="whole" title="${queue}">${name}</b>`,
    spark(`queue ${queue}`, ready + delayed + in_flight),
    formatCount(ready),
    formatCount(delayed),
    formatCount(in_flight),
    oldest_sent_at_ms === 'unknown'
      ? html`<span class="soft">unknown</span>`
      : oldest_sent_at_ms === null
        ? html`<span class="soft">–</span>`
        : ago(oldest_sent_at_ms),
    dead === 0 ? '0' : html`<a href="#dead">${state('bad', formatCount(dead))}</a>`,
  ];
}
