import { EARLIEST_DATE_MS, monthOf, wordsOf, writtenDate } from './written-date.ts';

/** Whether what follows on a comma goes on with a date: those of RFC 822 and 850 begin with a day and a comma. */
export function goesOnAfterComma(begun: string): boolean {
  const words = wordsOf(begun);
  const weekday = words.length === 1 && /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$/.test(words[0] ?? '');
  // "July 4, 2027", as Americans write it.
  const month =
    words.length === 2 && monthOf(words[0] ?? '') !== undefined && /^\d{1,2}$/.test(words[1] ?? '');
  return weekday || month;
}

/**
 * Unix ms from which a page is not to be found any more (`unavailable_after`), in the formats that are named for it (RFC
 * 822, RFC 850, ISO 8601) and as people write them beside ({@link writtenDate}). Without a time it is the end of that day.
 *
 * @returns null for what is no date, and for one without a day.
 */
export function unavailableAfter(text: string): number | null {
  const date = writtenDate(text);
  if (date === null || date.from_ms < EARLIEST_DATE_MS) return null;
  if (date.unit === 'year' || date.unit === 'month') return null;
  return date.unit === 'day' ? date.until_ms + 1 : date.from_ms;
}
