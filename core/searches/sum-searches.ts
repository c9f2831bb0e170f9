import { TimeHistogram } from '#core/crawl/time-histogram.ts';
import {
  type ClickedPage,
  type DaySearches,
  NO_TOTALS,
  type QueryCounts,
  type SearchTotals,
} from './day-searches.ts';

/** A query over several days. */
export interface SummedQuery extends Omit<QueryCounts, 'pages'> {
  /** On how many of them it was asked. */
  readonly days: number;
  /** Those that were clicked most first. */
  readonly pages: readonly ClickedPage[];
}

/** Queries and pages that are summed; further ones are left out, which are those of the earliest days. */
const MOST_TEXTS = 50_000;
const MOST_PAGES_OF_QUERY = 20;

interface Summing extends Omit<QueryCounts, 'pages'> {
  readonly days: Set<string>;
  readonly pages: Map<string, ClickedPage>;
}

/** What several processes counted on several days, put together. The latest day is to be added first. */
export class SummedSearches {
  readonly #days = new Map<string, SearchTotals>();
  readonly #queries = new Map<string, Summing>();
  readonly #pages = new Map<string, ClickedPage>();
  readonly took = new TimeHistogram();

  add(day: string, counts: DaySearches): void {
    this.#days.set(day, addTotals(this.#days.get(day) ?? NO_TOTALS, counts));
    this.took.addCounts(counts.times);
    for (const query of counts.queries) this.#addQuery(day, query);
    for (const page of counts.pages) addPage(this.#pages, page, MOST_TEXTS);
  }

  /** Of a day; zeros where nobody searched. */
  on(day: string): SearchTotals {
    return this.#days.get(day) ?? NO_TOTALS;
  }

  get totals(): SearchTotals {
    return this.#days.values().reduce(addTotals, NO_TOTALS);
  }

  /** Those that were asked most first. */
  get queries(): SummedQuery[] {
    return [...this.#queries.values()]
      .map(summed)
      .toSorted((a, b) => b.asked - a.asked || (a.text < b.text ? -1 : 1));
  }

  /** Those that were clicked most first. */
  get pages(): ClickedPage[] {
    return byClicks(this.#pages);
  }

  #addQuery(day: string, { pages, ...query }: QueryCounts): void {
    const known = this.#queries.get(query.text);
    if (known === undefined && this.#queries.size >= MOST_TEXTS) return;
    const sum = {
      text: query.text,
      asked: (known?.asked ?? 0) + query.asked,
      without_result: (known?.without_result ?? 0) + query.without_result,
      clicks: (known?.clicks ?? 0) + query.clicks,
      positions: (known?.positions ?? 0) + query.positions,
      days: (known?.days ?? new Set<string>()).add(day),
      pages: known?.pages ?? new Map<string, ClickedPage>(),
    };
    for (const page of pages) addPage(sum.pages, page, MOST_PAGES_OF_QUERY);
    this.#queries.set(query.text, sum);
  }
}

function summed({ days, pages, ...query }: Summing): SummedQuery {
  return { ...query, days: days.size, pages: byClicks(pages) };
}

function addTotals(a: SearchTotals, b: SearchTotals): SearchTotals {
  return {
    searches: a.searches + b.searches,
    without_result: a.without_result + b.without_result,
    partial: a.partial + b.partial,
    corrected: a.corrected + b.corrected,
    clicks: a.clicks + b.clicks,
  };
}

function addPage(pages: Map<string, ClickedPage>, { url, clicks, positions }: ClickedPage, most: number) {
  const known = pages.get(url);
  if (known === undefined && pages.size >= most) return;
  pages.set(url, {
    url,
    clicks: (known?.clicks ?? 0) + clicks,
    positions: (known?.positions ?? 0) + positions,
  });
}

function byClicks(pages: ReadonlyMap<string, ClickedPage>): ClickedPage[] {
  return [...pages.values()].toSorted((a, b) => b.clicks - a.clicks || (a.url < b.url ? -1 : 1));
}
