import { cutText } from './cut-text.ts';
import type { RobotsRules } from './robots.ts';
import { MAX_URL_LENGTH } from './url.ts';

/**
 * `rule` is the line that decided, as `User-agent: *, line 5: Disallow: /private`, else why none could; absent when none
 * matched. Some 500 characters at most.
 */
export type RobotsVerdict =
  | { readonly allowed: true; readonly rule?: string }
  | { readonly allowed: false; readonly rule: string };

/** What has one spelling only, as most paths have. */
const PLAIN = /^[A-Za-z0-9\-._~/?=&]*$/;
/** Characters that stand for themselves in one spelling of a path: RFC 3986 unreserved and reserved, and `%`. */
const TO_ENCODE = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%[\]#]+/gu;
const TRIPLET = /%[0-9a-f]{2}/gi;
/**
 * Characters that mean the same encoded or not: the unreserved ones, and of the reserved ones those that part nothing in
 * a path or a query, but in some spellings of a URL are encoded. `*` and `$` are none, for patterns mean them otherwise.
 */
const DECODED = /[A-Za-z0-9\-._~!'():@[\]]/;
/** In a query `/` and `?` part nothing either (RFC 3986, section 3.4). */
const DECODED_IN_QUERY = /[A-Za-z0-9\-._~!'():@[\]/?]/;
/** Every character of a URL encoded: what no path is longer than. */
const MAX_LITERAL_CHARS = 3 * MAX_URL_LENGTH;
/**
 * Steps that one verdict may take over patterns with `*`. A step is a place of the path at which the search for a piece of a
 * pattern stops, some 6 ns. Most sites have some dozen such patterns; of 30,000 each takes some 15 in a common path.
 */
const MAX_STEPS = 1_000_000;
/** Characters of a pattern that a person is told. */
const MAX_TOLD_CHARS = 250;
/** What it takes to search for a piece at all. */
const STEPS_PER_PIECE = 4;

/**
 * Whether a page may be read (RFC 9309, section 2.2.2): the longest pattern that matches decides, and of two as long
 * the one that allows. /robots.txt itself always may. A page may not of which that would take too long to tell, for its
 * path is long and patterns with `*` are many.
 *
 * @param path path and query, as in a canonical URL.
 */
export function robotsVerdict(rules: RobotsRules, path: string): RobotsVerdict {
  if (path === '/robots.txt') return { allowed: true };
  const spellings = robotsSpellings(path);
  const counts = spellings.map(countsOf);
  let steps = 0;
  let longest: Candidate | undefined;
  // Those without stars first: they cost nothing, and spare shorter ones.
  for (const stars of [false, true])
    for (const key of ['allow', 'disallow'] as const)
      for (const [nth, pattern] of rules[key].entries()) {
        const rule = { key, pattern, nth };
        if (pattern.includes('*') !== stars || !wins(rule, longest)) continue;
        if (stars) steps += stepsFor(pattern, spellings, counts);
        if (steps > MAX_STEPS) return { allowed: false, rule: tooLong(path) };
        if (matchesRobotsPattern(pattern, spellings)) longest = rule;
      }
  if (longest === undefined) return { allowed: true };
  return { allowed: longest.key === 'allow', rule: lineOf(longest, rules) };
}

interface Candidate {
  readonly key: 'allow' | 'disallow';
  readonly pattern: string;
  /** Its place among the patterns of its key. */
  readonly nth: number;
}

/** Whether a rule would count before another one, did both match. */
function wins(one: Candidate, other: Candidate | undefined): boolean {
  if (other === undefined) return true;
  const longer = one.pattern.length - other.pattern.length;
  return longer > 0 || (longer === 0 && one.key === 'allow' && other.key !== 'allow');
}

/** A rule as it is told, its pattern in the spelling in which it is compared. */
function lineOf({ key, pattern, nth }: Candidate, { found_at }: RobotsRules): string {
  const said = pattern.length > MAX_TOLD_CHARS ? `${cutText(pattern, MAX_TOLD_CHARS)}…` : pattern;
  const rule = `${key === 'allow' ? 'Allow' : 'Disallow'}: ${said}`;
  const line = found_at?.[key][nth];
  return line === undefined ? rule : `User-agent: ${found_at?.agent ?? ''}, line ${line}: ${rule}`;
}

/** How often each character stands in a spelling of a path, all of which are ASCII. */
function countsOf(path: string): Uint16Array {
  const counts = new Uint16Array(128);
  for (let n = 0; n < path.length; n += 1) {
    const code = path.charCodeAt(n);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** Steps that it may take to look for a pattern with stars; in a path that begins otherwise, none. */
function stepsFor(pattern: string, spellings: readonly string[], counts: readonly Uint16Array[]): number {
  const first = pattern.indexOf('*');
  const beginning = pattern.slice(0, first);
  let steps = 0;
  for (const [n, path] of spellings.entries()) {
    if (!path.startsWith(beginning)) continue;
    for (let star = first; star !== -1; star = pattern.indexOf('*', star + 1))
      steps += STEPS_PER_PIECE + (counts[n]?.[pattern.charCodeAt(star + 1)] ?? 0);
  }
  return steps;
}

function tooLong(path: string): string {
  return `robots.txt has too many rules with "*" to look for in a path of ${path.length} characters`;
}

/**
 * A pattern in the spelling in which it is compared: percent-encodings decoded where they mean nothing, others in upper
 * case, everything outside ASCII or not allowed in a URL encoded. A `$` that is not at the end is a plain character.
 */
export function normalizeRobotsPattern(pattern: string): string {
  const spelled = decodeQuery(normalizeEncoding(pattern));
  const end = spelled.endsWith('$') ? spelled.length - 1 : spelled.length;
  return spelled.slice(0, end).replaceAll('$', '%24') + spelled.slice(end);
}

/** Whether there is any URL that a pattern can match: one may be longer than they are by its stars alone. */
export function canMatch(pattern: string): boolean {
  if (pattern.length <= MAX_LITERAL_CHARS) return true;
  return pattern.replaceAll('*', '').length <= MAX_LITERAL_CHARS;
}

/**
 * A path as patterns may mean it. In a path `*` and `$` are plain characters; a pattern means them by `%2A` and `%24`.
 * A pattern that has no `?` does not say whether it is about the query: so a query is looked at as it is as well.
 */
export function robotsSpellings(path: string): readonly string[] {
  if (PLAIN.test(path)) return [path];
  const asIs = normalizeEncoding(path).replaceAll('*', '%2A').replaceAll('$', '%24');
  return [...new Set([asIs, decodeQuery(asIs)])];
}

function normalizeEncoding(text: string): string {
  const encoded = text.toWellFormed().replace(TO_ENCODE, (characters) => encodeURIComponent(characters));
  return decodeTriplets(encoded, DECODED);
}

/** Decodes what means nothing in a query, if there is one. */
function decodeQuery(spelled: string): string {
  const query = spelled.indexOf('?');
  if (query === -1) return spelled;
  return spelled.slice(0, query) + decodeTriplets(spelled.slice(query), DECODED_IN_QUERY);
}

function decodeTriplets(text: string, decoded: RegExp): string {
  if (!text.includes('%')) return text;
  return text.replace(TRIPLET, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return decoded.test(character) ? character : triplet.toUpperCase();
  });
}

/**
 * Whether a pattern matches the beginning of a path. @param pattern by {@link normalizeRobotsPattern}. @param spellings
 * of the path.
 */
export function matchesRobotsPattern(pattern: string, spellings: readonly string[]): boolean {
  return spellings.some((path) => matches(pattern, path));
}

/**
 * Whether a pattern matches the path's beginning, both in the one spelling. Between stars each piece is taken where it
 * comes first, which for prefixes loses no match, so the path is gone through once and no pattern takes long.
 */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const end = anchored ? pattern.length - 1 : pattern.length;
  let star = pattern.indexOf('*');
  if (star === -1) return anchored ? path === pattern.slice(0, end) : path.startsWith(pattern);
  if (!path.startsWith(pattern.slice(0, star))) return false;
  let position = star;
  while (star !== -1) {
    const next = pattern.indexOf('*', star + 1);
    const piece = pattern.slice(star + 1, next === -1 ? end : next);
    if (next === -1 && anchored) return path.length - piece.length >= position && path.endsWith(piece);
    const found = path.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
    star = next;
  }
  return true;
}
