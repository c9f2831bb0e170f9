import { type Row, stat } from '../panels.ts';
import { inRange, level, quantile, rate, timesPerSecond } from '../queries.ts';

const GOOD_UNTIL_ONE = [
  { from: null, color: 'green' },
  { from: 1, color: 'red' },
];
const FAST = [
  { from: null, color: 'green' },
  { from: 0.5, color: 'yellow' },
  { from: 2, color: 'red' },
];

export const OVERVIEW: Row = {
  title: 'Overview',
  panels: [
    stat(
      { title: 'Messages done', unit: 'cps', description: 'Messages whose handler returned, per second.' },
      rate('ended', [], 'outcome="done"'),
    ),
    stat(
      { title: 'In work', unit: 'short', description: 'Messages that handlers work on at this moment.' },
      level('in_work'),
    ),
    stat(
      {
        title: 'Dead letters',
        unit: 'short',
        description:
          'Messages that were given up in the time shown. "sitepack dead list" has them with their reasons.',
        steps: GOOD_UNTIL_ONE,
      },
      inRange('ended', 'outcome="dead"'),
    ),
    stat(
      { title: 'Pages read', unit: 'cps', description: 'Visits of pages that came to an end, per second.' },
      rate('pages'),
    ),
    stat(
      {
        title: 'Versions published',
        unit: 'short',
        description: 'New versions of indexes in the time shown.',
      },
      inRange('versions'),
    ),
    stat({ title: 'Searches', unit: 'cps', description: 'Searches per second.' }, timesPerSecond('searches')),
    stat(
      {
        title: 'Search p95',
        unit: 's',
        description: 'Nineteen of twenty searches took no longer than this.',
        steps: FAST,
      },
      quantile(0.95, 'searches'),
    ),
    stat(
      {
        title: 'Processes',
        unit: 'short',
        description: 'Processes whose metrics were read.',
        steps: [
          { from: null, color: 'red' },
          { from: 1, color: 'green' },
        ],
      },
      level('build_info'),
    ),
  ],
};
