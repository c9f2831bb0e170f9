import { splitParameter } from './clean-link.ts';

/** Months that a site can have something to say about, counted from the year 0. */
export interface Horizon {
  /** Of what is a calendar by its words; a date elsewhere may lie in the past as far as history reaches. */
  readonly earliest: number;
  readonly latest: number;
}

/**
 * Years before and after a crawl began. Calendars of today are not older than the first; of the other, pages of a day
 * each are 1,095, which a crawl survives.
 */
export const YEARS_BACK = 25;
export const YEARS_AHEAD = 3;

/** Dates before it are numbers that somebody counted down (0001-01-01 is the first day of .NET). */
const FIRST_YEAR = 1000;

/** Path segments below which a month is one of a calendar. */
const CALENDAR = /^(?:calend|kalend|months?$|weeks?$|days?$|monat$|woche$)/;
const EVENTS = /^(?:events?$|eventos?$|eventi$|agenda|veranstalt|evenement)/;
/** Names of parameters that have a date if it looks like one, in their words: `eventDate` is `event-date`. */
const DATE_NAME =
  /(?:^|[^a-z])(?:event|start|end|min|max)?(?:date|day|month|year|week|yr|cal|calendar|kalender|monat|jahr|woche)(?:$|[^a-z])/;
const YEAR_NAME = /(?:year|yr|jahr)$/;
const CALENDAR_NAME = /month|week|cal|kalender|monat|woche/;
/** Those that have a number as often, and so a date only if it is written as one. */
const RANGE_NAME = /^(?:from|to|start|end|since|until|before|after)$/;

const DIGITS = /[0-9]{4}/;
const DAY = /^([0-9]{4,6})-([0-9]{1,2})-[0-9]{1,2}$/;
const MONTH = /^([0-9]{4,6})-([0-9]{1,2})$/;
const COMPACT = /^([0-9]{4})([0-9]{2})(?:[0-9]{2})?$/;
const PART = /^[12][0-9]{3}$/;
/** The same with other separators, or with a time behind it. */
const WRITTEN = /^([0-9]{4,6})[-/.]([0-9]{1,2})(?:[-/.][0-9]{1,2})?(?:$|[T ])/i;
const YEAR = /^([0-9]{4,6})$/;
/** Day or month first: the year is all that is sure. */
const YEAR_LAST = /^(?:[0-9]{1,2}[-/.]){1,2}([0-9]{4,6})$/;

interface FoundDate {
  readonly year: number;
  /** 1 to 12, or 0 when only the year is known. */
  readonly month: number;
  /** As it is written. */
  readonly text: string;
}

/** What a crawl that began then takes for dates that a site may speak of. @param began_ms Unix ms. */
export function horizonOf(began_ms: number): Horizon {
  const began = new Date(began_ms);
  const month = began.getUTCFullYear() * 12 + began.getUTCMonth();
  return { earliest: month - YEARS_BACK * 12, latest: month + YEARS_AHEAD * 12 };
}

/**
 * A date in a URL that only a calendar without end can have put there, as it is written; undefined when there is none.
 *
 * Numbers in URLs are mostly ids (`/events/4711/2`, `?start=2500`), and whole sites must not be lost to them. So a path
 * has to have a full date, or a month below the word for a calendar, and a parameter the name of a date. Linear in the
 * length of both.
 *
 * @param segments of the path.
 * @param query without its `?`.
 */
export function strayDate(segments: readonly string[], query: string, horizon: Horizon): string | undefined {
  return strayInPath(segments, horizon) ?? strayInQuery(query, horizon);
}

function strayInPath(segments: readonly string[], horizon: Horizon): string | undefined {
  for (let n = 0; n < segments.length; n += 1) {
    const { date, below = 'any' } = dateAt(segments, n);
    // Most dates are of these years: nothing more need be known of them.
    if (date === undefined || !isStray(date, horizon, true)) continue;
    const isCalendar = segments.some(below === 'calendar' ? isCalendarName : isCalendarWord);
    if (isCalendar || (below === 'any' && isStray(date, horizon, false))) return date.text;
  }
  return undefined;
}

interface DateInPath {
  readonly date?: FoundDate | undefined;
  /** What it is a date below: the word for a calendar, one for events too, or any; `any` when absent. */
  readonly below?: 'calendar' | 'events';
}

/** The date that begins with a segment. */
function dateAt(segments: readonly string[], n: number): DateInPath {
  const segment = segments[n] ?? '';
  if (!DIGITS.test(segment)) return {};
  const day = DAY.exec(segment);
  if (day !== null) return { date: toDate(day, segment) };
  const month = MONTH.exec(segment);
  if (month !== null) return { date: toDate(month, segment), below: 'events' };
  const compact = COMPACT.exec(segment);
  if (compact !== null && CALENDAR.test((segments[n - 1] ?? '').toLowerCase()))
    return { date: toDate(compact, segment) };
  if (!PART.test(segment)) return {};
  const [second = '', third = ''] = segments.slice(n + 1, n + 3);
  if (isNumberTo(second, 12) && isNumberTo(third, 31))
    return { date: toDate(['', segment, second], `${segment}/${second}/${third}`) };
  if (!/^[0-9]{2}$/.test(second) && !isNumberTo(second, 12)) return {};
  // Of events a number of one digit is a page of the list, or a part of the event, as often.
  const below = second.length === 1 ? 'calendar' : 'events';
  return { date: toDate(['', segment, second], `${segment}/${second}`), below };
}

function strayInQuery(query: string, horizon: Horizon): string | undefined {
  if (!DIGITS.test(query)) return undefined;
  for (const parameter of query.split('&')) {
    if (!DIGITS.test(parameter)) continue;
    const [written, raw] = splitParameter(parameter);
    const value = raw.includes('%') || raw.includes('+') ? decodeDate(raw) : raw;
    const date = dateOf(value, written);
    if (date === undefined || !isStray(date, horizon, true)) continue;
    const name = inWords(written);
    const isDate = DATE_NAME.test(name) || (RANGE_NAME.test(name) && WRITTEN.test(value));
    if (isDate && isStray(date, horizon, CALENDAR_NAME.test(name))) return date.text;
  }
  return undefined;
}

/** The date that a value is, were its name that of one. */
function dateOf(value: string, name: string): FoundDate | undefined {
  const found =
    WRITTEN.exec(value) ??
    COMPACT.exec(value) ??
    YEAR_LAST.exec(value) ??
    (YEAR.test(value) && YEAR_NAME.test(inWords(name)) ? YEAR.exec(value) : null);
  return found === null ? undefined : toDate(found, `${name}=${value}`);
}

function decodeDate(value: string): string {
  return value.replace(/%2f/gi, '/').replace(/%20|\+/g, ' ');
}

function inWords(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

function isCalendarWord(segment: string): boolean {
  return isCalendarName(segment) || EVENTS.test(segment.toLowerCase());
}

function isCalendarName(segment: string): boolean {
  return CALENDAR.test(segment.toLowerCase());
}

function isStray({ year, month }: FoundDate, { earliest, latest }: Horizon, isCalendar: boolean): boolean {
  if (year < FIRST_YEAR) return true;
  const first = year * 12 + Math.max(0, month - 1);
  const last = month === 0 ? first + 11 : first;
  return first > latest || (isCalendar && last < earliest);
}

/** @param matched all of it, the year, and the month if it is known. */
function toDate([, year, month = '0']: readonly (string | undefined)[], text: string): FoundDate | undefined {
  return Number(month) > 12 ? undefined : { year: Number(year), month: Number(month), text };
}

function isNumberTo(text: string, most: number): boolean {
  return /^[0-9]{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= most;
}
