import { DAY_MS, EARLIEST_DATE_MS, writtenDate } from '../written-date.ts';

/**
 * When something was changed last, by a date in a sitemap or a feed ({@link writtenDate}).
 *
 * @returns the last ms that the date may mean, as Unix time; `undefined` for what is no date, lies before the web, or
 *   begins more than a day after `now_ms`, which leaves room for zones and clocks.
 */
export function sitemapDate(text: string, now_ms: number): number | undefined {
  const date = writtenDate(text);
  if (date === null || date.from_ms < EARLIEST_DATE_MS || date.from_ms > now_ms + DAY_MS) return undefined;
  return date.until_ms;
}
