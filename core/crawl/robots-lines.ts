/** A line that says something: a key that we know, and its value. */
export interface RobotsLine {
  readonly key: 'user-agent' | 'allow' | 'disallow' | 'crawl-delay' | 'sitemap';
  readonly value: string;
}

/** Keys, with the misspellings that Google's parser takes as well. */
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
  ['crawl-delay', 'crawl-delay'],
  ['crawldelay', 'crawl-delay'],
  ['sitemap', 'sitemap'],
  ['site-map', 'sitemap'],
]);

/** Bytes of a robots.txt as text: UTF-8, whatever is broken replaced, a BOM dropped. */
export function decodeRobots(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/**
 * The lines of a robots.txt that we know, comments and blanks dropped. Lines end with CR, LF or both. The colon may be
 * missing where key and value are two words, as Google's parser has it.
 */
export function* readRobotsLines(text: string): Generator<RobotsLine> {
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const hash = line.indexOf('#');
    const said = (hash === -1 ? line : line.slice(0, hash)).trim();
    if (said === '') continue;
    const colon = said.indexOf(':');
    const words = colon === -1 ? said.split(/\s+/, 3) : [said.slice(0, colon), said.slice(colon + 1)];
    const [name, value] = words;
    if (words.length !== 2 || name === undefined || value === undefined) continue;
    const key = KEYS.get(name.trim().toLowerCase());
    if (key !== undefined) yield { key, value: value.trim() };
  }
}
