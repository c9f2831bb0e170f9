import { type Row, graph } from '../panels.ts';
import { quantile, timesPerSecond } from '../queries.ts';

export const STORES: Row = {
  title: 'Queues, tables, objects and threads as called',
  panels: [
    graph(
      { title: 'Calls', unit: 'cps', width: 8, description: 'By port and operation.' },
      { expr: timesPerSecond('port_calls', ['port', 'operation']), legend: '{{port}} {{operation}}' },
    ),
    graph(
      {
        title: 'Calls take, p95',
        unit: 's',
        width: 8,
        description: 'Without "receive", which waits for messages.',
      },
      {
        expr: quantile(0.95, 'port_calls', ['port', 'operation'], 'operation!="receive"'),
        legend: '{{port}} {{operation}}',
      },
    ),
    graph(
      { title: 'Calls that failed', unit: 'cps', width: 8, description: 'By port and operation.' },
      {
        expr: timesPerSecond('port_calls', ['port', 'operation'], 'outcome="error"'),
        legend: '{{port}} {{operation}}',
      },
    ),
    graph(
      { title: 'Work on threads, p95', unit: 's', description: 'Waiting for a thread included.' },
      { expr: quantile(0.95, 'tasks', ['task']), legend: '{{task}}' },
    ),
    graph(
      { title: 'Work on threads', unit: 'cps', description: 'By task.' },
      { expr: timesPerSecond('tasks', ['task']), legend: '{{task}}' },
    ),
  ],
};
