import { dateSpan } from './date-span.ts';

/** Which values of a field are meant, in place of one of them. */
export interface Range {
  /** Whether a value is in it. */
  readonly has: (value: string) => boolean;
  /** It begins or ends somewhere, and goes on without end on the other side. */
  readonly open: 'above' | 'below' | undefined;
}

/** An end of a range, as whatever it may be: a year is a number too. */
interface End {
  readonly number: number | undefined;
  /** The moments that a date covers. */
  readonly span: { readonly from_ms: number; readonly before_ms: number } | undefined;
  /** It does not belong to the range. */
  readonly out: boolean;
}

/**
 * Reads a range of numbers or of dates (`2024`, `2024-03`, `2024-03-12`, in UTC): `10..20`, `10..`, `..20`, `>10`, `>=10`, `<20`,
 * `<=20`. Ends that are written without signs belong to it: `2024-01..2024-03` goes to the end of March.
 * @returns undefined for what is none: then it is a value like any other.
 */
export function rangeOf(text: string): Range | undefined {
  const [, sign = '', bound = ''] = /^([<>]=?)(.+)$/su.exec(text) ?? [];
  if (sign !== '') {
    const end = endOf(bound, !sign.endsWith('='));
    return sign.startsWith('>') ? between(end, undefined) : between(undefined, end);
  }
  const [low = '', high, ...more] = text.split('..');
  if (high === undefined || more.length > 0 || low + high === '') return undefined;
  return between(low === '' ? undefined : endOf(low, false), high === '' ? undefined : endOf(high, false));
}

function endOf(text: string, out: boolean): End {
  return { number: numberOf(text), span: dateSpan(text), out };
}

function between(low: End | undefined, high: End | undefined): Range | undefined {
  const ends = [low, high].filter((end) => end !== undefined);
  const isOfNumbers = ends.every(({ number }) => number !== undefined);
  const isOfDates = ends.every(({ span }) => span !== undefined);
  if (!isOfNumbers && !isOfDates) return undefined;
  return {
    open: low === undefined ? 'below' : high === undefined ? 'above' : undefined,
    has: (value) => {
      const number = isOfNumbers ? numberOf(value) : undefined;
      if (number !== undefined) return isNumberIn(number, low, high);
      const at_ms = isOfDates ? momentOf(value) : undefined;
      return at_ms !== undefined && isMomentIn(at_ms, low, high);
    },
  };
}

function isNumberIn(number: number, low: End | undefined, high: End | undefined): boolean {
  const { number: least = -Infinity } = low ?? {};
  const { number: most = Infinity } = high ?? {};
  const isAbove = low?.out === true ? number > least : number >= least;
  return isAbove && (high?.out === true ? number < most : number <= most);
}

/** Above a month is what begins behind it, and up to one what is in it. */
function isMomentIn(at_ms: number, low: End | undefined, high: End | undefined): boolean {
  const from_ms = (low?.out === true ? low.span?.before_ms : low?.span?.from_ms) ?? -Infinity;
  const before_ms = (high?.out === true ? high.span?.from_ms : high?.span?.before_ms) ?? Infinity;
  return at_ms >= from_ms && at_ms < before_ms;
}

function numberOf(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** Unix ms of a date, which may have a time behind it. */
function momentOf(value: string): number | undefined {
  const text = value.trim();
  const date = dateSpan(text)?.from_ms;
  if (date !== undefined || !/^\d{4}-\d\d-\d\dT/u.test(text)) return date;
  const at_ms = Date.parse(text);
  return Number.isNaN(at_ms) ? undefined : at_ms;
}
