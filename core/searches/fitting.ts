import type { DaySearches } from './day-searches.ts';

/** Of a row, as JSON: a write on DynamoDB costs a unit for each kilobyte. */
const MOST_BYTES = 200_000;
/** Of these the pages that were clicked. */
const MOST_PAGE_BYTES = 50_000;
const MOST_QUERIES = 500;

/** What fits into a row: of queries and pages those that came most. */
export function fitting(counts: DaySearches): DaySearches {
  const asked = counts.queries.toSorted((a, b) => b.asked - a.asked || b.clicks - a.clicks);
  const pages = within(counts.pages, MOST_PAGE_BYTES);
  const queries = within(asked.slice(0, MOST_QUERIES), MOST_BYTES - MOST_PAGE_BYTES);
  return { ...counts, queries, pages };
}

function within<Item>(items: readonly Item[], most_bytes: number): Item[] {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > most_bytes);
  return end === -1 ? [...items] : items.slice(0, end);
}
