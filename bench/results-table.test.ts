import { expect, test } from 'vitest';
import { ratio } from './figure.ts';
import { sectionText } from './results-table.ts';

test('a section is a table with verdicts for the ratios that have a target', () => {
  const text = sectionText('crawl', {
    about: '10 pages',
    figures: [{ name: 'raw loop', value: 1234.5, unit: 'pages/s' }],
    ratios: [
      ratio('sitepack / raw', 0.51, { comparison: 'at_least', value: 0.5 }),
      ratio('growth', 1.2, { comparison: 'at_most', value: 1.1 }),
      ratio('beside', 2),
    ],
    skipped: ['crawlee: not installed'],
  });
  expect(text.split('\n')).toEqual([
    'crawl: 10 pages',
    '  raw loop        1,235  pages/s',
    '  sitepack / raw   0.51  x   met: at least 0.5',
    '  growth            1.2  x   MISSED: at most 1.1',
    '  beside              2  x',
    '  skipped: crawlee: not installed',
  ]);
});
