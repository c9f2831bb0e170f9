/** The time that a date may mean: a day from its first ms to its last. */
export interface WrittenDate {
  /** The smallest part that it names. */
  readonly unit: 'year' | 'month' | 'day' | 'minute' | 'second';
  /** Unix ms. */
  readonly from_ms: number;
  readonly until_ms: number;
}

/** Before it there was no web. Sites that do not know a date say 1970. */
export const EARLIEST_DATE_MS = Date.UTC(1990, 0, 1);
export const DAY_MS = 24 * 3_600_000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/**
 * Hours from UTC, as RFC 822 has the names of zones, and some others; `cst` and `ist` are those of North America and India.
 */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['z', 0],
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['wet', 0],
  ['bst', 1],
  ['cet', 1],
  ['west', 1],
  ['cest', 2],
  ['eet', 2],
  ['eest', 3],
  ['msk', 3],
  ['ist', 5.5],
  ['jst', 9],
  ['est', -5],
  ['edt', -4],
  ['cst', -6],
  ['cdt', -5],
  ['mst', -7],
  ['mdt', -6],
  ['pst', -8],
  ['pdt', -7],
]);
/** A date has some 30 characters. The patterns need a bound: they may look at blanks twice. */
const MAX_CHARS = 100;
const CLOCK = String.raw`(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s*([ap]m)?\s*([+-]\d{2}(?::?\d{2})?|[a-z]{1,5})?`;
const ISO = new RegExp(String.raw`^(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2})(?:(?:t|\s+)${CLOCK})?)?)?$`);
const COMPACT = new RegExp(String.raw`^(\d{4})()(\d{2})(\d{2})(?:(?:t|\s+)${CLOCK})?$`);
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(z|am|pm)?$/;

interface Time {
  readonly hour: number;
  readonly minute: number;
  readonly second: number | undefined;
}

interface Parts {
  year?: number;
  /** From 1. */
  month?: number | undefined;
  day?: number | undefined;
  time?: Time | undefined;
  zone?: string | undefined;
}

/**
 * Reads a date as people and programs write it: ISO 8601 and the six forms of W3C (w3.org/TR/NOTE-datetime, from `2024`
 * on), RFC 822 and RFC 850, the forms of HTTP, and what is made of them: `25-Aug-2027 15:00:00 EST`, `2024-05-08
 * 08:53:11 AM`, `July 4, 2027 3:00 PM PDT`. Without a zone, or with one that is not known, it is UTC; parts of a second
 * are not read.
 *
 * @returns null for what is no date, and for one of numbers whose order nobody can tell.
 */
export function writtenDate(text: string): WrittenDate | null {
  const said = text.trim().toLowerCase();
  return said.length > MAX_CHARS ? null : spanOf(isoParts(said) ?? wordedParts(wordsOf(said)));
}

function isoParts(text: string): Parts | undefined {
  const [match, year, , month, day, ...clock] = ISO.exec(text) ?? COMPACT.exec(text) ?? [];
  if (match === undefined) return undefined;
  const [hour, minute, second, half = '', zone] = clock;
  return {
    year: Number(year),
    month: numberOf(month),
    day: numberOf(day),
    time: hour === undefined ? undefined : halfDay(timeOf(hour, minute, second), half),
    zone,
  };
}

/** A date with the name of a month in it, in whatever order. */
function wordedParts(words: readonly string[]): Parts {
  const parts: Parts = {};
  for (const word of words) {
    const month = monthOf(word);
    const [, hour, minute, second, suffix = ''] = TIME.exec(word) ?? [];
    const number = /^\d+(?:st|nd|rd|th)?$/.test(word) ? Number.parseInt(word, 10) : undefined;
    if (hour !== undefined) {
      parts.time = halfDay(timeOf(hour, minute, second), suffix);
      if (suffix === 'z') parts.zone = suffix;
    } else if (month !== undefined) parts.month ??= month;
    else if (word === 'am' || word === 'pm') parts.time = parts.time && halfDay(parts.time, word);
    else if (number !== undefined && parts.day === undefined && number <= 31) parts.day = number;
    else if (number !== undefined) parts.year ??= fullYear(number);
    else if (ZONES.has(word) || /^[+-]\d{2}:?\d{2}$/.test(word)) parts.zone = word;
  }
  return parts.month === undefined || parts.day === undefined ? {} : parts;
}

function spanOf({ year, month, day, time, zone = 'z' }: Parts): WrittenDate | null {
  // `Date` takes years of two digits for those of the last century.
  if (year === undefined || year < 1000 || year > 9999) return null;
  if (month === undefined) return span('year', Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
  if (month < 1 || month > 12) return null;
  if (day === undefined) return span('month', Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1));
  const day_ms = Date.UTC(year, month - 1, day);
  // 31 February is none, though Date goes on into March.
  if (new Date(day_ms).getUTCDate() !== day) return null;
  if (time === undefined) return span('day', day_ms, day_ms + DAY_MS);
  const { hour, minute, second } = time;
  if (hour > 24 || minute > 59 || (second ?? 0) > 60) return null;
  const from_ms = day_ms + ((hour * 60 + minute) * 60 + (second ?? 0)) * 1000 - offset(zone);
  return second === undefined
    ? span('minute', from_ms, from_ms + 60_000)
    : span('second', from_ms, from_ms + 1000);
}

function span(unit: WrittenDate['unit'], from_ms: number, end_ms: number): WrittenDate {
  return { unit, from_ms, until_ms: end_ms - 1 };
}

/** Ms that a zone is ahead of UTC. */
function offset(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) return (ZONES.get(zone) ?? 0) * 3_600_000;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function timeOf(hour: string, minute: string | undefined, second: string | undefined): Time {
  return { hour: Number(hour), minute: Number(minute), second: numberOf(second) };
}

/** @param half `am` or `pm`, if either. */
function halfDay(time: Time, half: string): Time {
  if (!half.endsWith('m') || time.hour > 12) return time;
  return { ...time, hour: (time.hour % 12) + (half === 'pm' ? 12 : 0) };
}

/** Two digits from 69 on are of the century before, as POSIX has it. */
function fullYear(year: number): number {
  if (year >= 100) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** From 1. @param word in lower case. */
export function monthOf(word: string): number | undefined {
  const month = /^[a-z]{3,9}\.?$/.test(word) ? MONTHS.indexOf(word.slice(0, 3)) : -1;
  return month === -1 ? undefined : month + 1;
}

/** `25-aug-27` is three words; a sign before four digits is the zone's. */
export function wordsOf(text: string): string[] {
  return text
    .trim()
    .split(/[\s,()]+|(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d{2,4}(?:\s|$))/)
    .filter((word) => word !== '');
}
