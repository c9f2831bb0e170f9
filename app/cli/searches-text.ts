import type { QuerySummary, SearchesSummary } from './api-schemas.ts';
import { formatMs } from './crawl-figures.ts';
import { counted, formatCount, formatTable } from './format.ts';

/** How an index was searched, for a terminal. */
export function searchesText(summary: SearchesSummary): string {
  const { index, analytics, totals, latency, days, pages } = summary;
  const { searches, without_result, partial, corrected, clicks } = totals;
  const parts = [
    `${counted(searches, 'search')} of "${index}" in ${counted(days.length, 'day')}: ${formatCount(without_result)} without a result, ` +
      `${formatCount(corrected)} corrected, ${formatCount(partial)} partial, ${counted(clicks, 'click')}`,
  ];
  if (latency !== null)
    parts.push(
      `half within ${formatMs(latency.p50_ms)}, 95 % within ${formatMs(latency.p95_ms)}, 99 % within ${formatMs(latency.p99_ms)}`,
    );
  if (!analytics) parts.push('They are counted no longer (search.analytics).');
  const lists = [
    queryList('Queries', summary.queries),
    queryList('Without a result', summary.queries_without_result),
    queryList('With few clicks', summary.queries_with_few_clicks),
    pages.length === 0
      ? ''
      : formatTable(
          ['CLICKS', 'PLACE', 'PAGE'],
          pages.map(({ url, clicks: on_it, mean_position }) => [on_it, mean_position, url]),
        ),
  ];
  return [parts.join('\n'), ...lists.filter((list) => list !== '')].join('\n\n');
}

function queryList(title: string, queries: readonly QuerySummary[]): string {
  if (queries.length === 0) return '';
  const rows = queries.map(({ query, asked, without_result, clicks, mean_position }) => [
    query,
    asked,
    without_result,
    clicks,
    mean_position ?? '-',
  ]);
  return `${title}\n${formatTable(['QUERY', 'ASKED', 'NO RESULT', 'CLICKS', 'PLACE'], rows)}`;
}
