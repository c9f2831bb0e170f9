const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** Dates outside are mistakes: before the web, and after what anyone plans. */
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/**
 * Unix ms of a date that a page or a server gives: ISO 8601 (without a zone taken as UTC, so that machines agree) or an
 * HTTP date in GMT. Null for anything else.
 */
export function pageDate(text: string): number | null {
  const time_ms = parseDate(text.trim());
  return time_ms >= EARLIEST_MS && time_ms < LATEST_MS ? time_ms : null;
}

function parseDate(text: string): number {
  if (text.endsWith('GMT')) return Date.parse(text);
  const [, day, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  return Date.parse(`${day}T${time}${zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
}
