import { LATEST_DATE_MS } from '../page-date.ts';
import { EARLIEST_DATE_MS, writtenDate } from '../written-date.ts';

/**
 * Unix ms of a date in a feed, of RFC 822 (RSS), of RFC 3339 (Atom), or as people write them beside ({@link
 * writtenDate}): the beginning of what it may mean. Null for anything else, and for what is a mistake.
 */
export function feedDate(text: string): number | null {
  const from_ms = writtenDate(text)?.from_ms ?? Number.NaN;
  return from_ms >= EARLIEST_DATE_MS && from_ms < LATEST_DATE_MS ? from_ms : null;
}
