import { type Horizon, YEARS_AHEAD, YEARS_BACK, strayDate } from './calendar-dates.ts';
import { splitParameter } from './clean-link.ts';
import { cutText } from './cut-text.ts';
import type { Trap } from './outcome.ts';
import { looksLikeSession } from './session-ids.ts';
import { MAX_URL_LENGTH, pathOf } from './url.ts';

export const MOST_SEGMENTS = 16;
export const MOST_PARAMETERS = 10;
/** How often segments may come in a row, one by one or in twos or threes, and how often one may come at all. */
const MOST_IN_A_ROW = 2;
const LONGEST_REPEAT = 3;
const MOST_OF_ONE = 4;

/** A link that may lead into URLs without end, by which guard, and why for a person. */
export interface FoundTrap {
  readonly trap: Trap;
  readonly reason: string;
}

const NONE: ReadonlySet<Trap> = new Set();
/** Of what a URL has in it: it may be as long as the URL. */
const MOST_REASON_CHARS = 300;
/** What to do about a page that is wanted though its URL looks so. */
const ALL_THE_SAME = 'A page that is wanted all the same can be indexed by itself';
const SWITCHED_OFF = ', and the guard switched off for its index (crawl.ignore_traps)';

/**
 * Whether a URL looks like one of a trap: a server that makes links to ever more URLs, by fault or on purpose. Cheap
 * guards first. Linear in the length of the URL.
 *
 * @param url canonical and clean ({@link cleanLink}), so that known session ids are gone from it.
 * @param ignored guards that are off.
 */
export function trapOf(
  url: string,
  horizon: Horizon,
  ignored: ReadonlySet<Trap> = NONE,
): FoundTrap | undefined {
  if (url.length > MAX_URL_LENGTH) return found('too_long', `it has more than ${MAX_URL_LENGTH} characters`);
  const address = pathOf(url);
  const mark = address.indexOf('?');
  const query = mark === -1 ? '' : address.slice(mark + 1);
  const segments = segmentsOf(mark === -1 ? address : address.slice(0, mark));
  if (!ignored.has('too_many_segments') && segments.length > MOST_SEGMENTS)
    return found('too_many_segments', `its path has more than ${MOST_SEGMENTS} segments`);
  if (!ignored.has('too_many_parameters') && query !== '' && countParameters(query) > MOST_PARAMETERS)
    return found('too_many_parameters', `its query has more than ${MOST_PARAMETERS} parameters`);
  const looks = (trap: Trap, sign?: RegExp): boolean => !ignored.has(trap) && sign?.test(address) !== false;
  return (
    (looks('repeating_segments') ? repeats(segments) : undefined) ??
    (looks('session_id', SUSPECT) ? session(segments, query) : undefined) ??
    (looks('calendar', FOUR_DIGITS) ? calendar(segments, query, horizon) : undefined)
  );
}

function found(trap: Trap, what: string): FoundTrap {
  const switched_off = trap === 'too_long' ? '' : SWITCHED_OFF;
  return { trap, reason: `${cutText(what, MOST_REASON_CHARS)}. ${ALL_THE_SAME}${switched_off}` };
}

/** What an address must have in it to be looked at closely. */
const SUSPECT = /[;?&]s(?:id|ess)/i;
const FOUR_DIGITS = /[0-9]{4}/;

/** A slash at the end begins no segment. */
function segmentsOf(path: string): string[] {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  return end <= 1 ? [] : path.slice(1, end).split('/');
}

function countParameters(query: string): number {
  let count = 1;
  for (let at = query.indexOf('&'); at !== -1; at = query.indexOf('&', at + 1)) count += 1;
  return count;
}

/**
 * A relative link on a page that answers at every depth: `/a/b/a/b/a/b`. Numbers repeat in dates and in tiles of maps.
 */
function repeats(segments: readonly string[]): FoundTrap | undefined {
  const longest = Math.min(LONGEST_REPEAT, Math.floor(segments.length / (MOST_IN_A_ROW + 1)));
  for (let length = 1; length <= longest; length += 1) {
    let same = 0;
    for (let n = length; n < segments.length; n += 1) {
      same = segments[n] === segments[n - length] ? same + 1 : 0;
      if (same < length * MOST_IN_A_ROW) continue;
      const part = segments.slice(n - length + 1, n + 1);
      if (!part.every(isNumber))
        return found(
          'repeating_segments',
          `its path repeats "${part.join('/')}" more than ${MOST_IN_A_ROW} times in a row`,
        );
    }
  }
  const often = segments.find(
    (segment, n) => n >= MOST_OF_ONE && !isNumber(segment) && isOften(segments, segment),
  );
  return often === undefined
    ? undefined
    : found('repeating_segments', `its path has "${often}" more than ${MOST_OF_ONE} times`);
}

function isOften(segments: readonly string[], segment: string): boolean {
  let count = 0;
  for (const other of segments) if (other === segment) count += 1;
  return count > MOST_OF_ONE;
}

function isNumber(segment: string): boolean {
  return /^[0-9]{1,4}$/.test(segment);
}

function session(segments: readonly string[], query: string): FoundTrap | undefined {
  const parameters = [...segments.flatMap((segment) => segment.split(';').slice(1)), ...query.split('&')];
  for (const parameter of parameters) {
    const [name, value] = splitParameter(parameter);
    if (looksLikeSession(name.toLowerCase(), value))
      return found(
        'session_id',
        `"${name}" in it looks like the id of a session, which is another at every visit`,
      );
  }
  return undefined;
}

function calendar(segments: readonly string[], query: string, horizon: Horizon): FoundTrap | undefined {
  const date = strayDate(segments, query, horizon);
  if (date === undefined) return undefined;
  const years = `more than ${YEARS_AHEAD} years ahead, or ${YEARS_BACK} back`;
  return found('calendar', `"${date}" in it is a date ${years}, as calendars without end have them`);
}
