import type { RobotsRules } from './robots.ts';

export interface RobotsVerdict {
  readonly allowed: boolean;
  /** The line that decided, as `Disallow: /private`; absent when none matched. */
  readonly rule?: string;
}

/** Characters that stand for themselves in one spelling of a path: RFC 3986 unreserved and reserved, and `%`. */
const TO_ENCODE = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%[\]#]+/gu;
const TRIPLET = /%[0-9a-f]{2}/gi;
/** `'` is among them because URLs spell it one way in the path and the other in the query. */
const DECODED = /[A-Za-z0-9\-._~']/;

/**
 * Whether a page may be read (RFC 9309, section 2.2.2): the longest pattern that matches decides, and of two as long
 * the one that allows. /robots.txt itself always may.
 *
 * @param path path and query, as in a canonical URL.
 */
export function robotsVerdict(rules: RobotsRules, path: string): RobotsVerdict {
  if (path === '/robots.txt') return { allowed: true };
  const spelled = normalizeRobotsPath(path);
  const allow = longestMatch(rules.allow, spelled);
  const disallow = longestMatch(rules.disallow, spelled);
  if (disallow !== undefined && (allow === undefined || disallow.length > allow.length)) {
    return { allowed: false, rule: `Disallow: ${disallow}` };
  }
  return allow === undefined ? { allowed: true } : { allowed: true, rule: `Allow: ${allow}` };
}

/**
 * A pattern in the spelling in which it is compared: percent-encodings of unreserved characters decoded, others in upper
 * case, everything else outside ASCII or not allowed in a URL encoded. A `$` that is not at the end is a plain character.
 */
export function normalizeRobotsPattern(pattern: string): string {
  const spelled = normalizeEncoding(pattern);
  const end = spelled.endsWith('$') ? spelled.length - 1 : spelled.length;
  return spelled.slice(0, end).replaceAll('$', '%24') + spelled.slice(end);
}

/** In a path `*` and `$` are plain characters; a pattern means them by `%2A` and `%24`. */
function normalizeRobotsPath(path: string): string {
  return normalizeEncoding(path).replaceAll('*', '%2A').replaceAll('$', '%24');
}

function normalizeEncoding(text: string): string {
  return text
    .toWellFormed()
    .replace(TO_ENCODE, (characters) => encodeURIComponent(characters))
    .replace(TRIPLET, (triplet) => {
      const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
      return DECODED.test(character) ? character : triplet.toUpperCase();
    });
}

function longestMatch(patterns: readonly string[], path: string): string | undefined {
  let longest: string | undefined;
  for (const pattern of patterns) {
    if ((longest === undefined || pattern.length > longest.length) && matches(pattern, path))
      longest = pattern;
  }
  return longest;
}

/**
 * Whether a pattern matches the path's beginning. Between stars each piece is taken where it comes first, which for
 * prefixes loses no match, so the path is gone through once and no pattern takes long.
 */
function matches(pattern: string, path: string): boolean {
  if (!pattern.includes('*') && !pattern.endsWith('$')) return path.startsWith(pattern);
  const anchored = pattern.endsWith('$');
  const [first = '', ...pieces] = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  const last = anchored ? pieces.pop() : undefined;
  let position = first.length;
  for (const piece of pieces) {
    const found = path.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  if (!anchored) return true;
  if (last === undefined) return path.length === position;
  return path.length - last.length >= position && path.endsWith(last);
}
