import { decodePage } from '../charset.ts';
import { parseContentType } from '../content-type.ts';
import { parseJsonFeed } from './parse-json-feed.ts';
import { parseTextSitemap } from './parse-text-sitemap.ts';
import { parseXmlSitemap } from './parse-xml-sitemap.ts';
import { SitemapList } from './sitemap-list.ts';
import type { Sitemap, SitemapContext } from './sitemap.ts';
import { unpackSitemap } from './unpack-sitemap.ts';

const HTML_TYPES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);
/** How far before the XML something else may stand, such as a warning of the software that wrote it. */
const MOST_CHARS_BEFORE = 4096;
const XML_START = /<(?:\?xml|!doctype|!--|(?:[a-z][\w.-]{0,30}:)?(?:urlset|sitemapindex|rss|feed|rdf)[\s>])/i;

/**
 * Reads a sitemap of any form: XML (a urlset or an index, sitemaps.org/protocol.html), a feed (RSS, Atom, JSON Feed), or
 * plain text; compressed or not. What it is is told by its content, as names and headers are wrong too often. Never
 * throws, takes time in proportion to the bytes, and keeps within the bounds of the protocol.
 */
export function parseSitemap(bytes: Uint8Array, context: SitemapContext): Sitemap {
  const unpacked = unpackSitemap(bytes);
  const { type, charset } = parseContentType(context.content_type);
  const text = decodePage(unpacked.bytes, charset, 'xml').replace(/^[\s\uFEFF\0]+/, '');
  const list = new SitemapList(context.url, context.now_ms);
  if (text === '') return { kind: 'none', html: false, reason: 'it is empty' };
  const { incomplete } = unpacked;
  if (text.startsWith('<') || XML_START.test(text.slice(0, MOST_CHARS_BEFORE))) {
    const { kind, html, cut } = parseXmlSitemap(text, list);
    if (kind !== undefined)
      return list.finish(kind, incomplete ?? (cut ? 'it ends within an entry' : undefined));
    if (html || HTML_TYPES.has(type)) return { kind: 'none', html: true, reason: 'it is a page in HTML' };
    return { kind: 'none', html: false, reason: 'it is XML of another kind' };
  }
  if (text.startsWith('{') && parseJsonFeed(text, list)) return list.finish('feed', incomplete);
  parseTextSitemap(text, list);
  if (list.size > 0) return list.finish('text', incomplete);
  return { kind: 'none', html: HTML_TYPES.has(type), reason: 'there is no URL in it' };
}
