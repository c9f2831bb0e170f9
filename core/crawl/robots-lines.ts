import { isUtf8 } from 'node:buffer';

/** A line that says something: a key that we know, and its value. */
export interface RobotsLine {
  readonly key: 'user-agent' | 'allow' | 'disallow' | 'crawl-delay' | 'sitemap';
  readonly value: string;
  /** Which line of the file it is, from 1. */
  readonly line: number;
}

/** Keys, with the misspellings that the parsers of Google and crawler-commons take as well. */
const KEYS: ReadonlyMap<string, RobotsLine['key']> = new Map([
  ['user-agent', 'user-agent'],
  ['useragent', 'user-agent'],
  ['user agent', 'user-agent'],
  ['allow', 'allow'],
  ['disallow', 'disallow'],
  ['dissallow', 'disallow'],
  ['dissalow', 'disallow'],
  ['disalow', 'disallow'],
  ['diasllow', 'disallow'],
  ['disallaw', 'disallow'],
  ['desallow', 'disallow'],
  ['crawl-delay', 'crawl-delay'],
  ['crawldelay', 'crawl-delay'],
  ['sitemap', 'sitemap'],
  ['site-map', 'sitemap'],
]);

/** A byte order mark of UTF-8, or the beginning of one: Google's parser lets a broken one pass. */
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/**
 * Bytes of a robots.txt as text. It is to be UTF-8; UTF-16 is told by its byte order mark (RFC 9309, section 2.2.2: who
 * finds another encoding may bridge the gap). In a file that is no UTF-8, what is not ASCII is written percent-encoded
 * octet by octet, for octets are what is compared with a URL. NULs are dropped: they are padding, or UTF-16 without a mark.
 */
export function decodeRobots(body: Uint8Array): string {
  return withMarkRead(body).replaceAll('\0', '');
}

function withMarkRead(body: Uint8Array): string {
  const [first, second] = body;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(body);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(body);
  const mark = UTF8_MARK.findIndex((byte, at) => body[at] !== byte);
  const rest = body.subarray(mark === -1 ? UTF8_MARK.length : mark);
  if (isUtf8(rest)) return new TextDecoder().decode(rest);
  return Buffer.from(rest)
    .toString('latin1')
    .replace(/[\x80-\xff]+/g, (octets) => octets.replace(/./gs, percentEncoded));
}

function percentEncoded(octet: string): string {
  return `%${octet.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * The lines of a robots.txt that we know, comments and blanks dropped. Lines end with CR, LF or both. The colon may be
 * missing where key and value are two words, as Google's parser has it.
 */
export function* readRobotsLines(text: string): Generator<RobotsLine> {
  for (const [n, line] of text.split(/\r\n|\r|\n/).entries()) {
    const hash = line.indexOf('#');
    const said = (hash === -1 ? line : line.slice(0, hash)).trim();
    if (said === '') continue;
    const colon = said.indexOf(':');
    const words = colon === -1 ? said.split(/\s+/, 3) : [said.slice(0, colon), said.slice(colon + 1)];
    const [name, value] = words;
    if (words.length !== 2 || name === undefined || value === undefined) continue;
    const key = KEYS.get(name.trim().toLowerCase());
    if (key !== undefined) yield { key, value: value.trim(), line: n + 1 };
  }
}
