import { type Row, graph } from '../panels.ts';
import { quantile, rate, timesPerSecond } from '../queries.ts';

export const PACKING: Row = {
  title: 'Packing',
  panels: [
    graph(
      {
        title: 'Versions published',
        unit: 'cps',
        width: 8,
        stacked: true,
        description: 'By what asked for them, and those that the gate held instead.',
      },
      { expr: rate('versions', ['type']), legend: '{{type}}' },
      { expr: rate('versions_held', []), legend: 'held by the gate' },
    ),
    graph(
      {
        title: 'A pack is built in, p95',
        unit: 's',
        width: 8,
        description: 'Fetching the pack before, building, checking, compressing and storing.',
      },
      { expr: quantile(0.95, 'pack_builds', ['kind']), legend: '{{kind}}' },
    ),
    graph(
      {
        title: 'Packs built',
        unit: 'cps',
        width: 8,
        stacked: true,
        description: 'One for each shard touched.',
      },
      { expr: timesPerSecond('pack_builds', ['kind']), legend: '{{kind}}' },
    ),
    graph(
      {
        title: 'Documents packed',
        unit: 'cps',
        description: 'Documents in the packs that were built, per second.',
      },
      { expr: rate('pack_documents', ['kind']), legend: '{{kind}}' },
    ),
    graph(
      { title: 'Bytes packed', unit: 'Bps', description: 'Packs as they are before compression.' },
      { expr: rate('pack_bytes', ['kind']), legend: '{{kind}}' },
    ),
  ],
};
