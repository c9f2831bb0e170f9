import { hash } from 'node:crypto';

/**
 * URLs in one spelling. Everything that names a page (a frontier row, a document id, an object key) is a canonical URL,
 * so that a page has one name however it was linked.
 */

/** Longest canonical URL. Document ids and messages have the same bound; longer ones are mostly traps that grow links. */
export const MAX_URL_LENGTH = 2048;

/** Longest input that is parsed at all: percent-encoding may make a URL three times as long as what was written. */
const MAX_INPUT_LENGTH = 4 * MAX_URL_LENGTH;

/** A host as `site` in the messages has it. The WHATWG parser lets more through, which no queue would take from us. */
const HOST =
  /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/;
/** DNS allows 253; a port takes up to 6. */
const MAX_HOST_LENGTH = 249;

/** Bound of an index name, as in the messages. */
const MAX_INDEX_NAME = 63;
/** Readable part of a page's key: enough for a person, and short enough for file names (255 bytes) with a suffix. */
const MAX_READABLE = 120;
/** 64 bits: by chance alike once in billions of pages; a shorter one would not be. */
const PAGE_HASH_HEX = 16;
const NAME_HASH_HEX = 8;

const MALFORMED_PERCENT = /%(?![0-9a-f]{2})/i;
const PERCENT_TRIPLET = /%[0-9a-f]{2}/gi;
const UNRESERVED = /[a-z0-9._~-]/i;

export type Scheme = 'http' | 'https';

/** Where a page is: what a message carries in place of a URL. */
export interface PageAddress {
  /** Host in lower case, with a port that is not the scheme's default. */
  readonly site: string;
  /** https when absent. */
  readonly scheme?: Scheme | undefined;
  /** Path and query; `/` when absent. */
  readonly path?: string | undefined;
}

/**
 * The one spelling of a URL: parsed as browsers do (WHATWG), http or https, without fragment and default port, host in
 * lower case without a trailing dot, percent-encodings in upper case and of unreserved characters decoded (RFC 3986
 * section 6.2.2). Query and trailing slash stay as they are, because servers tell them apart. Idempotent; never throws.
 *
 * @param base what a relative `input` is relative to.
 * @returns `undefined` for what cannot be a page: another scheme, credentials, a host that is none, over 2,048 characters.
 */
export function canonicalUrl(input: string, base?: string): string | undefined {
  if (input.length > MAX_INPUT_LENGTH) return undefined;
  const parsed = URL.parse(input, base);
  if (parsed === null) return undefined;
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return undefined;
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  if (!settleHost(parsed)) return undefined;
  const { href } = parsed;
  const fragment = href.indexOf('#');
  const url = normalizePercent(fragment === -1 ? href : href.slice(0, fragment));
  return url.length > MAX_URL_LENGTH ? undefined : url;
}

/** Drops a trailing dot; says whether the host can stand in a message. */
function settleHost(url: URL): boolean {
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  return url.hostname.length <= MAX_HOST_LENGTH && HOST.test(url.hostname);
}

/**
 * A URL with a stray `%` is left alone: decoding a part of it could make a triplet that was not there ("%2%35"), and
 * so another page.
 */
function normalizePercent(url: string): string {
  if (!url.includes('%') || MALFORMED_PERCENT.test(url)) return url;
  return url.replace(PERCENT_TRIPLET, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return UNRESERVED.test(character) ? character : triplet.toUpperCase();
  });
}

/** `http` or `https` of a canonical URL. */
export function schemeOf(url: string): Scheme {
  return url.startsWith('https:') ? 'https' : 'http';
}

/** The site of a canonical URL: its host, with the port if it has one. */
export function hostOf(url: string): string {
  const { start, end } = authority(url);
  return url.slice(start, end);
}

/** Path and query of a canonical URL. */
export function pathOf(url: string): string {
  return url.slice(authority(url).end);
}

/** The canonical URL of an address, or `undefined` when it can be no page. */
export function urlOf({ site, scheme = 'https', path = '/' }: PageAddress): string | undefined {
  return canonicalUrl(`${scheme}://${site}${path}`);
}

// A canonical URL always has a path, so the authority ends at the first slash after the scheme's two.
function authority(url: string): { start: number; end: number } {
  const start = url.indexOf('://') + 3;
  const slash = url.indexOf('/', start);
  return { start, end: slash === -1 ? url.length : slash };
}

/**
 * The index that a site's pages go to unless told otherwise: the host, and a port as `-8080`. A site whose name has
 * characters that index names have not (IPv6, underscore), or is too long, gets a hash at its end, so that no two meet.
 */
export function indexNameFor(site: string): string {
  const name = site.toLowerCase().replace(/:(?=[0-9]{1,5}$)/, '-');
  if (name.length <= MAX_INDEX_NAME && /^[a-z0-9][a-z0-9.-]*$/.test(name)) return name;
  const readable = name
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, MAX_INDEX_NAME - NAME_HASH_HEX - 1);
  const digest = hash('sha256', site.toLowerCase(), 'hex').slice(0, NAME_HASH_HEX);
  return readable === '' ? `site-${digest}` : `${readable}-${digest}`;
}

/**
 * A page's segment in object keys: host and path for people, then the first 16 hex digits of the sha256 of its canonical
 * URL, which alone make it unique. At most 137 characters of `[a-z0-9._~-]`.
 */
export function pageKey(url: string): string {
  const readable = `${hostOf(url)}${pathOf(url)}`
    .toLowerCase()
    .replace(/\/+/g, '~')
    .replace(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[.~-]+/, '')
    .slice(0, MAX_READABLE)
    .replace(/[.~-]+$/, '');
  return `${readable}-${hash('sha256', url, 'hex').slice(0, PAGE_HASH_HEX)}`;
}
