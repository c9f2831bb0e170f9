import { pageDate } from '../page-date.ts';

/** D:YYYYMMDDHHmmSSOHH'mm', of which all but the year may be missing (ISO 32000-2, 7.9.4). Some leave out the D. */
const DATE = /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:Z|([+-]\d{2})'?(\d{2})?)?/;

/** Unix ms of a date in a PDF; null for anything else. Without a zone it is taken as UTC, so that machines agree. */
export function pdfDate(text: string): number | null {
  const parts = DATE.exec(text.trim());
  if (parts === null) return null;
  const [, year, month = '01', day = '01', hours = '00', minutes = '00', seconds = '00', zone, zoneMinutes] =
    parts;
  const offset = zone === undefined ? 'Z' : `${zone}:${zoneMinutes ?? '00'}`;
  return pageDate(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${offset}`);
}
