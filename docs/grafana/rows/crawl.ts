import { type Row, graph } from '../panels.ts';
import { rate, spread, timesPerSecond } from '../queries.ts';

export const CRAWL: Row = {
  title: 'Crawl',
  panels: [
    graph(
      { title: 'Pages by outcome', unit: 'cps', stacked: true, description: 'What visits of pages came to.' },
      { expr: rate('pages', ['outcome']), legend: '{{outcome}}' },
    ),
    graph(
      {
        title: 'Requests to sites by status',
        unit: 'cps',
        stacked: true,
        description: 'robots.txt and tries of a page included.',
      },
      { expr: timesPerSecond('web_requests', ['status']), legend: '{{status}}' },
    ),
    graph(
      {
        title: 'Sites answer in',
        unit: 's',
        width: 8,
        description: 'From the start of a request to its last byte.',
      },
      ...spread('web_requests'),
    ),
    graph(
      {
        title: 'Received from sites',
        unit: 'Bps',
        width: 8,
        description: 'Bodies, as they came over the wire.',
      },
      { expr: rate('web_bytes'), legend: 'received' },
    ),
    graph(
      {
        title: 'Requests without an answer',
        unit: 'cps',
        width: 8,
        stacked: true,
        description: 'By their error.',
      },
      { expr: rate('web_errors', ['code']), legend: '{{code}}' },
    ),
  ],
};
