import { html } from 'hono/html';
import { formatCount } from '#app/cli/format.ts';
import type { Html } from '../pages/layout.ts';
import type { AdminState, ProcessState } from './admin-state.ts';
import { type Mood, ago, state } from './figures.ts';
import { extent, none, panel } from './panel.ts';
import { table } from './table.ts';

const COLUMNS = [
  { name: 'State' },
  { name: 'Workers' },
  { name: 'Machine' },
  { name: 'Datacenter' },
  { name: 'In work', unit: 'messages' },
  { name: 'Handled', unit: 'messages' },
  { name: 'Failed', unit: 'handlings' },
  { name: 'Started' },
  { name: 'Seen' },
  { name: 'Version' },
];

/** Processes that said of late that they live. */
export function processesSection({ processes }: AdminState): Html {
  const rows = processes.items.map((each) => ({ key: each.id, cells: cells(each) }));
  return panel({
    title: 'Processes',
    note: extent(processes, 'process'),
    content: rows.length === 0 ? none('No process has told of itself.') : table('Processes', COLUMNS, rows),
  });
}

const MOODS: Readonly<Record<ProcessState['state'], Mood>> = { alive: 'good', silent: 'warn', gone: 'bad' };

function cells(each: ProcessState): (Html | string)[] {
  return [
    state(MOODS[each.state], each.state),
    html`<span class="roles"
      >${each.roles.map(
        (role) =>
          html`<span>${role}${role === 'orchestrator' && each.active ? html` <em>active</em>` : ''}</span> `,
      )}</span
    >`,
    html`<b>${each.host}</b> <span class="soft">process ${each.pid}</span> ${
        each.endpoint === '' ? '' : html`<span class="soft url">${each.endpoint}</span>`
      }`,
    each.datacenter,
    formatCount(each.in_work),
    formatCount(each.handled),
    formatCount(each.failed),
    ago(each.started_at_ms),
    ago(each.seen_at_ms),
    each.version,
  ];
}
