/**
 * Session ids in URLs: to a visitor without cookies some servers give links that nobody else gets, new ones at every
 * visit, so that a crawl never ends and its documents never have the same ids twice.
 *
 * Where the name, or name and form, is that of a known server or product, the id can be cut: it ignores a missing one, or
 * redirects to give one. Where a name only says "session", it may as well be a session of a conference: then nothing is
 * cut, and a value that looks random makes the link a trap (link-traps.ts), which the report shows.
 */

/** Parameters that are session ids whatever their value: of PHP, Java servlets, ColdFusion, osCommerce, Zen Cart. */
const SESSION_PARAMETERS: ReadonlySet<string> = new Set([
  'phpsessid',
  'jsessionid',
  'cftoken',
  'oscsid',
  'zenid',
]);
/** Classic ASP: the name is made anew for each server process. */
const CLASSIC_ASP = /^aspsessionid[a-z]{8}$/;
/** phpBB has `sid`, vBulletin `s`, with an MD5 sum. Others mean stories and search words, which are no such sums. */
const FORUM_PARAMETERS: ReadonlySet<string> = new Set(['sid', 's']);
const MD5 = /^[0-9a-f]{32}$/i;
/** ColdFusion's number of a client, which goes with its token. */
const COLD_FUSION_TOKEN = /(?:^|&)cftoken=/i;

/**
 * A path segment with the tickets of ASP.NET's cookieless mode, of which one is for the session: `(S(24 characters))`,
 * `(X(1)S(…))`. IIS cuts it before it looks for the page.
 */
const ASP_NET_TICKETS = /^\((?:[A-RT-Z]\([^()]*\))*S\([a-z0-5]{24}\)(?:[A-RT-Z]\([^()]*\))*\)$/;
/** What a path must have in it to be looked at closely. */
const SESSION_IN_PATH = /;jsessionid=|\/\([A-Z]\(/i;
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

const SUSPECTS: ReadonlySet<string> = new Set([
  'sid',
  'sess',
  'sessid',
  'session',
  'sessionid',
  'session_id',
  'session-id',
]);
/** Letters and digits that take turns, 16 or more, as no word with a year or a number at its end. */
const RANDOM = /^(?=[a-z0-9]{16})[a-z]*(?:[0-9]+[a-z]+){2}[0-9][a-z0-9]*$/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether a query parameter is a known session id. @param name in lower case. @param query that it stands in. */
export function isSessionParameter(name: string, value: string, query: string): boolean {
  if (SESSION_PARAMETERS.has(name)) return true;
  if (name.startsWith('asp')) return CLASSIC_ASP.test(name);
  if (FORUM_PARAMETERS.has(name)) return MD5.test(value);
  return name === 'cfid' && COLD_FUSION_TOKEN.test(query);
}

/** Whether a parameter may be a session id, and may not be cut for all that. @param name in lower case. */
export function looksLikeSession(name: string, value: string): boolean {
  return SUSPECTS.has(name) && (RANDOM.test(value) || UUID.test(value));
}

/**
 * A path without the known session ids: `;jsessionid=…` (Servlet specification, section 7.1.3) and ASP.NET's tickets.
 * The same string if there are none. Linear in its length.
 */
export function withoutSessionSegments(path: string): string {
  if (!SESSION_IN_PATH.test(path)) return path;
  const segments = path.split('/');
  const kept: string[] = [];
  for (const [n, written] of segments.entries()) {
    const segment = withoutSessionParameters(written);
    if (!segment.startsWith('(') || !ASP_NET_TICKETS.test(segment)) kept.push(segment);
    // What is left ends as it did: in the folder that had the tickets.
    else if (n === segments.length - 1) kept.push('');
  }
  return kept.join('/');
}

function withoutSessionParameters(segment: string): string {
  if (!segment.includes(';')) return segment;
  const [name = '', ...parameters] = segment.split(';');
  const kept = [name, ...parameters.filter((parameter) => !/^jsessionid=/i.test(parameter))].join(';');
  // "..;jsessionid=1" is a name; ".." would lead elsewhere.
  return DOT_SEGMENT.test(kept) ? segment : kept;
}
