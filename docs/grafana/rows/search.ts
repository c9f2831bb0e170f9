import { type Row, graph } from '../panels.ts';
import { level, quantile, rate, spread, timesPerSecond } from '../queries.ts';

export const SEARCH: Row = {
  title: 'Search',
  panels: [
    graph(
      {
        title: 'Searches by status',
        unit: 'cps',
        stacked: true,
        description: 'A partial answer is one that some shard did not give in time.',
      },
      { expr: timesPerSecond('searches', ['status']), legend: '{{status}}' },
    ),
    graph(
      { title: 'Searches take', unit: 's', description: 'As the router sees them.' },
      ...spread('searches'),
      { expr: quantile(0.99, 'searches'), legend: 'p99' },
    ),
    graph(
      {
        title: 'Shards that answered',
        unit: 'percentunit',
        width: 8,
        max: 1,
        description: 'Share of the shards asked that answered before the deadline.',
      },
      { expr: `${rate('shards_answered')} / ${rate('shards_asked')}`, legend: 'answered' },
    ),
    graph(
      { title: 'Packs served', unit: 'short', width: 8, stacked: true, description: 'By searcher.' },
      { expr: level('packs_served', ['instance']), legend: '{{instance}}' },
    ),
    graph(
      { title: 'Room for packs', unit: 'bytes', width: 8, description: 'What each searcher has free.' },
      { expr: level('searcher_free', ['instance']), legend: '{{instance}}' },
    ),
  ],
};
