import { type ClickedPage, type SearchTotals, firstDay } from '#core/searches/day-searches.ts';
import type { SummedQuery, SummedSearches } from '#core/searches/sum-searches.ts';
import { readSummedSearches } from '#core/tables/searches.ts';
import { readSettings } from '#core/tables/settings.ts';
import { findIndex } from './index-view.ts';
import type { HttpServices } from './services.ts';

type Ports = Pick<HttpServices, 'table' | 'clock' | 'log' | 'searches' | 'config'>;

/** How an index was searched, as `/v1/indexes/{index}/searches` shows it. */
export interface SearchesView {
  readonly index: string;
  /** Whether it is counted now. */
  readonly analytics: boolean;
  /** Times that a query must have been asked, ten minutes between each, to be among the queries. */
  readonly query_times: number;
  readonly totals: SearchTotals;
  /** How long searches took; null where there were none. */
  readonly latency: { readonly p50_ms: number; readonly p95_ms: number; readonly p99_ms: number } | null;
  /** Each day of them, in their order, in UTC. */
  readonly days: readonly (SearchTotals & { readonly day: string })[];
  /** Those that were asked most first, as the two after it. */
  readonly queries: readonly QueryView[];
  /** Those that mostly found nothing. */
  readonly queries_without_result: readonly QueryView[];
  /** Those that were asked ten times or more, and led to a click once in ten times at most. */
  readonly queries_with_few_clicks: readonly QueryView[];
  /** Those that were clicked most first. */
  readonly pages: readonly PageView[];
}

export interface QueryView {
  readonly query: string;
  readonly asked: number;
  readonly without_result: number;
  readonly clicks: number;
  /** Of the hits that were clicked, from 1 on; null where none was. */
  readonly mean_position: number | null;
  /** On how many days it was asked. */
  readonly days: number;
  /** Those that were clicked most, 3 of them. */
  readonly pages: readonly PageView[];
}

export interface PageView {
  readonly url: string;
  readonly clicks: number;
  readonly mean_position: number;
}

/** So rarely clicked that it tells something. */
const LEAST_ASKED = 10;
const MOST_SHARE = 0.1;
const PAGES_OF_QUERY = 3;

/**
 * How an index was searched in the last days, today included, of those that are kept.
 * @param limit of queries, and of pages. @throws {Problem} `bad_index_name`, `index_not_found`
 */
export async function searchesView(
  ports: Ports,
  name: string,
  { days: asked, limit }: { readonly days: number; readonly limit: number },
): Promise<SearchesView> {
  const days = Math.min(asked, ports.config.keep_searches);
  await findIndex(ports, name);
  const sum = await summedSearches(ports, name, days);
  const { settings } = await readSettings(ports.table, name);
  const { queries } = sum;
  return {
    index: name,
    analytics: settings.search?.analytics !== false,
    query_times: ports.config.query_times,
    totals: sum.totals,
    latency: latencyOf(sum),
    days: Array.from({ length: days }, (_, n) => dayView(sum, firstDay(ports.clock.now(), days - n))),
    queries: queries.slice(0, limit).map(queryView),
    queries_without_result: queries.filter(foundNothing).slice(0, limit).map(queryView),
    // Where no client tells of clicks, all queries have none.
    queries_with_few_clicks:
      sum.totals.clicks === 0 ? [] : queries.filter(hasFewClicks).slice(0, limit).map(queryView),
    pages: sum.pages.slice(0, limit).map(pageView),
  };
}

/** What all who count have counted in the last days, today included, and what is not written of it by this process. */
export async function summedSearches(
  { table, clock, log, searches }: Ports,
  index: string,
  days: number,
): Promise<SummedSearches> {
  await searches.write(index);
  const onBad = (err: Error): void => log.warn({ err, index }, 'a row of searches cannot be read: left out');
  return readSummedSearches(table, index, firstDay(clock.now(), days), onBad);
}

export function queryView({ text, clicks, positions, pages, ...query }: SummedQuery): QueryView {
  return {
    query: text,
    asked: query.asked,
    without_result: query.without_result,
    clicks,
    mean_position: clicks === 0 ? null : rounded(positions / clicks),
    days: query.days,
    pages: pages.slice(0, PAGES_OF_QUERY).map(pageView),
  };
}

function pageView({ url, clicks, positions }: ClickedPage): PageView {
  return { url, clicks, mean_position: rounded(positions / clicks) };
}

function foundNothing({ asked, without_result }: SummedQuery): boolean {
  return without_result > 0 && 2 * without_result >= asked;
}

function hasFewClicks(query: SummedQuery): boolean {
  const { asked, clicks } = query;
  return asked >= LEAST_ASKED && clicks <= asked * MOST_SHARE && !foundNothing(query);
}

function dayView(sum: SummedSearches, day: string): SearchesView['days'][number] {
  return { day, ...sum.on(day) };
}

function latencyOf({ took, totals }: SummedSearches): SearchesView['latency'] {
  if (totals.searches === 0) return null;
  const [p50_ms, p95_ms, p99_ms] = [0.5, 0.95, 0.99].map((share) => rounded(took.quantile(share)));
  return { p50_ms: p50_ms ?? 0, p95_ms: p95_ms ?? 0, p99_ms: p99_ms ?? 0 };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
