import { expect, it } from 'vitest';
import { LABELS, METRICS, type MetricEntry } from '#runtime/metric-catalogue.ts';
import { metricsMarkdown } from './metrics-reference.ts';

it('the reference of metrics has a row for every metric, with its labels, and for every label', () => {
  const rows = metricsMarkdown().split('\n');
  const entries: readonly MetricEntry[] = Object.values(METRICS);
  for (const { name, kind, labels, buckets } of entries) {
    const [row = '', ...others] = rows.filter((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toContain(`| ${kind} |`);
    for (const label of labels) expect(row).toContain(`\`${label}\``);
    expect(others).toHaveLength(buckets === undefined ? 0 : 1);
  }
  for (const label of Object.keys(LABELS))
    expect(rows.some((line) => line.startsWith(`| \`${label}\` |`))).toBe(true);
  // A row that a text broke would have another number of cells.
  for (const row of rows.filter((line) => line.startsWith('| `sitepack_')))
    expect([2, 4]).toContain(row.split(/(?<!\\)\|/).length - 2);
});
