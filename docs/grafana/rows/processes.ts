import { type Row, graph } from '../panels.ts';
import { level, ofProcess, rateOfProcess } from '../queries.ts';

export const PROCESSES: Row = {
  title: 'Processes',
  panels: [
    graph(
      { title: 'CPU', unit: 'percentunit', width: 8, description: 'Of one core; threads add up.' },
      { expr: rateOfProcess('process_cpu_seconds_total'), legend: '{{instance}}' },
    ),
    graph(
      {
        title: 'Memory',
        unit: 'bytes',
        width: 8,
        description: 'Resident, threads and their SQLite included.',
      },
      { expr: ofProcess('process_resident_memory_bytes'), legend: '{{instance}}' },
    ),
    graph(
      { title: 'Heap', unit: 'bytes', width: 8, description: 'Heap in use on the main thread.' },
      { expr: ofProcess('nodejs_heap_size_used_bytes'), legend: '{{instance}}' },
    ),
    graph(
      {
        title: 'Event loop lag, p99',
        unit: 's',
        width: 8,
        description: 'How long the event loop was held up; above a tenth of a second heartbeats come late.',
      },
      { expr: ofProcess('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}}' },
    ),
    graph(
      {
        title: 'Garbage collection',
        unit: 'percentunit',
        width: 8,
        description: 'Share of the time, by kind.',
      },
      { expr: rateOfProcess('nodejs_gc_duration_seconds_sum', 'kind'), legend: '{{instance}} {{kind}}' },
    ),
    graph(
      {
        title: 'Who has the role',
        unit: 'short',
        width: 8,
        max: 1,
        description: '1 for the orchestrator that is active; two at once must never stand here for long.',
      },
      { expr: level('lease_held', ['role', 'instance']), legend: '{{role}} {{instance}}' },
    ),
  ],
};
