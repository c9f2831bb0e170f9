import { LABELS, METRICS, type MetricEntry } from '#runtime/metric-catalogue.ts';

/** docs/metrics.md: every metric, its labels and what it counts. */
export function metricsMarkdown(): string {
  const entries: readonly MetricEntry[] = Object.values(METRICS);
  const rows = entries.map(({ name, kind, labels, help }) => {
    const named = labels.length === 0 ? '' : labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${kind} | ${named} | ${cell(help)} |`;
  });
  const buckets = entries.flatMap(({ name, buckets }) =>
    buckets === undefined ? [] : [`| \`${name}\` | ${buckets.join(', ')} |`],
  );
  return [
    '# Metrics',
    '',
    "Every process answers `/metrics` in Prometheus's text format: the one with the API on its own port, the others on",
    'SITEPACK_STATUS_PORT. Beside these metrics it has those of the process itself: `process_*` (CPU, memory, open files)',
    'and `nodejs_*` (event loop, heap, garbage collection). `grafana/sitepack.json` is a dashboard of all of them.',
    '',
    'Times are in seconds. A histogram counts too: its `_count` is how often, its `_sum` how long in all.',
    '',
    '| metric | kind | labels | what it is |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Labels',
    '',
    'A label takes few values, whatever is crawled and searched: no URL, index, id or host is one.',
    '',
    '| label | what it says |',
    '|---|---|',
    ...Object.entries(LABELS).map(([label, doc]) => `| \`${label}\` | ${cell(doc)} |`),
    '',
    '## Buckets',
    '',
    'Upper bounds of the histograms, in seconds.',
    '',
    '| metric | buckets |',
    '|---|---|',
    ...buckets,
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
