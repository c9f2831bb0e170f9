import { html } from 'hono/html';
import { formatMs } from '#app/cli/crawl-figures.ts';
import { counted, formatCount } from '#app/cli/format.ts';
import type { Assets } from '../pages/assets.ts';
import type { Html } from '../pages/layout.ts';
import { searchPath, firstPage } from '../pages/search-place.ts';
import type { PageView, QueryView, SearchesView } from '../searches-view.ts';
import { adminFrame } from './admin-frame.ts';
import { dayBars } from './day-bars.ts';
import { figureItem } from './figure-item.ts';
import { none, panel } from './panel.ts';
import { table } from './table.ts';

/** Where the page leads back to. */
export const BACK = { to: '/admin#indexes', name: '← Admin' };
const WAYS = [
  BACK,
  { to: '#searches', name: 'Searches' },
  { to: '#queries', name: 'Queries' },
  { to: '#without', name: 'Without result' },
  { to: '#few', name: 'Few clicks' },
  { to: '#clicked', name: 'Pages' },
];
const PERIODS = [7, 30, 90];

/** Where the page of an index is. */
export function searchesPath(index: string, days?: number): string {
  const path = `/admin/indexes/${encodeURIComponent(index)}/searches`;
  return days === undefined ? path : `${path}?days=${days}`;
}

/** The page of how an index was searched. It stands still. */
export function searchesPage(page: {
  readonly assets: Assets;
  readonly at_ms: number;
  readonly view: SearchesView;
}): Html {
  const { assets, at_ms, view } = page;
  const { index, queries, queries_without_result, queries_with_few_clicks } = view;
  const part = (id: string, title: string, content: Html): Html =>
    html`<section id="${id}" aria-label="${title}">${panel({ title, note: '', content })}</section>`;
  return adminFrame({
    title: `Searches of ${index}`,
    assets,
    data: `/v1/indexes/${encodeURIComponent(index)}/searches`,
    ways: WAYS,
    at_ms,
    main: html`<h1 class="hidden">Searches of ${index}</h1>
      <section id="searches" aria-label="Searches">${overview(view)}</section>
      ${part('queries', 'Queries', queryTable(view, queries, 'Queries that were asked most'))}
      ${part('without', 'Queries without a result', queryTable(view, queries_without_result, 'Queries without a result'))}
      ${part('few', 'Queries with few clicks', queryTable(view, queries_with_few_clicks, 'Queries with few clicks'))}
      ${part('clicked', 'Pages that were clicked', pageTable(view.pages))}`,
  });
}

function overview(view: SearchesView): Html {
  const { index, analytics, query_times, totals, latency, days } = view;
  const csv = `/v1/indexes/${encodeURIComponent(index)}/searches.csv?days=${days.length}`;
  const share = (part: number): string =>
    totals.searches === 0 ? '–' : `${Math.round((part / totals.searches) * 1000) / 10} %`;
  return panel({
    title: `Searches of ${index}`,
    note: analytics
      ? `in ${counted(days.length, 'day')}`
      : 'they are counted no longer: search.analytics is false',
    actions: html`<p class="ways">
      ${PERIODS.map((period) =>
        period === days.length
          ? html`<b aria-current="true">${period} days</b> `
          : html`<a href="${searchesPath(index, period)}">${period} days</a> `,
      )}
      <a href="${csv}" download>CSV</a>
    </p>`,
    content: html`<dl class="figures answers">
        ${figureItem('Searches', html`<b>${formatCount(totals.searches)}</b>`)}
        ${figureItem('Without a result', html`<b>${share(totals.without_result)}</b>`)}
        ${figureItem('Corrected', html`<b>${share(totals.corrected)}</b>`)}
        ${figureItem('Partial', html`<b>${share(totals.partial)}</b>`)}
        ${figureItem('Clicks', html`<b>${formatCount(totals.clicks)}</b>`)}
        ${latency === null ? '' : html`${time('Half within', latency.p50_ms)} ${time('95 % within', latency.p95_ms)} ${time('99 % within', latency.p99_ms)}`}
      </dl>
      ${dayBars(days)}
      <p class="soft">
        ${
          query_times === 1
            ? 'Every query is told, as SITEPACK_QUERY_TIMES is set.'
            : html`A query is told once it was asked ${query_times} times, ten minutes between each: until
              then it is but counted.`
        }
        Days are of UTC.
      </p>`,
  });
}

function time(name: string, ms: number): Html {
  const [value = '', unit = ''] = formatMs(ms).split(' ');
  return figureItem(name, html`<b>${value}</b> <span class="unit">${unit}</span>`);
}

const QUERY_COLUMNS = [
  { name: 'Query' },
  { name: 'Asked', unit: '' },
  { name: 'Without result', unit: '' },
  { name: 'Clicks', unit: '' },
  { name: 'Mean place', unit: '' },
  { name: 'Clicked most' },
];

function queryTable({ index }: SearchesView, queries: readonly QueryView[], caption: string): Html {
  if (queries.length === 0) return none('There is none yet.');
  const rows = queries.map(({ query, asked, without_result, clicks, mean_position, pages }) => ({
    key: query,
    cells: [
      // Who looks at what others asked does not ask it.
      html`<a href="${searchPath(firstPage(index, query))}&amp;analytics=false"><q>${query}</q></a>`,
      formatCount(asked),
      formatCount(without_result),
      formatCount(clicks),
      mean_position === null ? '–' : String(mean_position),
      html`${pages.map((page) => html`<span class="url">${page.url}</span> `)}`,
    ],
  }));
  return table(caption, QUERY_COLUMNS, rows);
}

function pageTable(pages: readonly PageView[]): Html {
  if (pages.length === 0) return none('No click was told of.');
  const columns = [{ name: 'Page' }, { name: 'Clicks', unit: '' }, { name: 'Mean place', unit: '' }];
  const rows = pages.map(({ url, clicks, mean_position }) => ({
    key: url,
    cells: [html`<span class="url">${url}</span>`, formatCount(clicks), String(mean_position)],
  }));
  return table('Pages that were clicked', columns, rows);
}
