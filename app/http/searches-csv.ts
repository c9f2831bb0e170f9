import type { SummedSearches } from '#core/searches/sum-searches.ts';
import { csvLine } from './csv-line.ts';
import { queryView } from './searches-view.ts';

const COLUMNS = ['query', 'asked', 'without_result', 'clicks', 'mean_position', 'days', 'clicked'] as const;

/** Every query that is kept, those that were asked most first, as CSV (RFC 4180). */
export function* searchesCsv(sum: SummedSearches): Generator<string> {
  yield csvLine(COLUMNS);
  for (const summed of sum.queries) {
    const { query, asked, without_result, clicks, mean_position, days, pages } = queryView(summed);
    const figures = [asked, without_result, clicks, mean_position ?? '', days].map(String);
    yield csvLine([query, ...figures, pages.map(({ url }) => url).join(' ')]);
  }
}
