import { EARLIEST_DATE_MS } from './written-date.ts';

/**
 * A day, with slashes too (citation_date of Google Scholar), and a time; or a month or year alone (W3CDTF, which Dublin Core
 * names).
 */
const DATE =
  /^(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;
/** Longest date that is looked at. */
const MAX_DATE_CHARS = 100;
/** From here on a date is a mistake, as it is before the web: nobody plans for it. */
export const LATEST_DATE_MS = Date.UTC(2100, 0, 1);

/**
 * Unix ms of a date that a page or a server gives: ISO 8601 (without a zone taken as UTC, so that machines agree; a month
 * or a year as its beginning), or an HTTP date in GMT. Null for anything else.
 */
export function pageDate(text: string): number | null {
  const time_ms = text.length > MAX_DATE_CHARS ? Number.NaN : parseDate(text.trim());
  return time_ms >= EARLIEST_DATE_MS && time_ms < LATEST_DATE_MS ? time_ms : null;
}

function parseDate(text: string): number {
  if (text.endsWith('GMT')) return Date.parse(text);
  const [, year, , month = '1', day = '1', time = '00:00', zone = 'Z'] = DATE.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const offset = zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return Date.parse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${time}${offset}`);
}
