import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';
import type { AdminState } from './admin-state.ts';
import { left, state } from './figures.ts';
import { extent, none, panel } from './panel.ts';
import { table } from './table.ts';

const COLUMNS = [
  { name: 'Index, site' },
  { name: 'State' },
  { name: 'Generation', unit: '' },
  { name: 'Fires' },
  { name: 'Left', unit: '' },
];

/** Timers that count down. */
export function timersSection({ timers }: AdminState): Html {
  const rows = timers.items.map((timer) => ({
    key: `${timer.index} ${timer.site}`,
    cells: [
      html`<b>${timer.index}</b> <span class="under">${timer.site}</span>`,
      state(timer.state === 'firing' ? 'good' : 'busy', timer.state),
      timer.generation,
      html`<code>${timer.fires}</code>`,
      left(timer.deadline_ms),
    ],
  }));
  return panel({
    title: 'Timers',
    note: extent(timers, 'timer'),
    content:
      rows.length === 0 ? none('No timer runs: nothing waits to be packed.') : table('Timers', COLUMNS, rows),
  });
}
