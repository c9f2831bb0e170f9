import { type Row, graph, heatmap } from '../panels.ts';
import { buckets, level, quantile, rate } from '../queries.ts';

export const QUEUES: Row = {
  title: 'Queues',
  panels: [
    graph(
      {
        title: 'What became of messages',
        unit: 'cps',
        stacked: true,
        description:
          'Being put off and being returned are no failures; dead ones lie among the dead letters.',
      },
      { expr: rate('ended', ['outcome']), legend: '{{outcome}}' },
    ),
    graph(
      {
        title: 'Waiting in the queue, p95',
        unit: 's',
        description:
          'From the sending of a message to its first delivery. It grows when a queue has too few workers.',
      },
      { expr: quantile(0.95, 'age', ['queue']), legend: '{{queue}}' },
    ),
    graph(
      {
        title: 'Sent and taken',
        unit: 'cps',
        width: 8,
        description: 'Where more is sent than taken, a queue grows.',
      },
      { expr: rate('sent', ['queue']), legend: '{{queue}} sent' },
      { expr: rate('taken', ['queue']), legend: '{{queue}} taken' },
    ),
    graph(
      {
        title: 'In work',
        unit: 'short',
        width: 8,
        stacked: true,
        description: 'Messages that handlers work on.',
      },
      { expr: level('in_work', ['queue']), legend: '{{queue}}' },
    ),
    graph(
      {
        title: 'Handlers, p95',
        unit: 's',
        width: 8,
        description: 'Time that the handler of a message takes.',
      },
      { expr: quantile(0.95, 'handler', ['type']), legend: '{{type}}' },
    ),
    heatmap(
      {
        title: 'Waiting in all queues',
        unit: 's',
        width: 24,
        description: 'How the ages of messages at their first delivery spread.',
      },
      buckets('age'),
    ),
  ],
};
