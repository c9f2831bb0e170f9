import { decodePage } from './charset.ts';
import { parseContentType } from './content-type.ts';
import { detectLanguage } from './language/detect-language.ts';
import { type PartedText, partedPage } from './parted-text.ts';
import { extractFeed, isFeed } from './feed/extract-feed.ts';
import { extractJsonFeed } from './feed/extract-json-feed.ts';
import { extractJson } from './extract-json.ts';
import { extractText } from './extract-text.ts';
import { extractXml, rootOf } from './extract-xml.ts';
import type { Extracted } from './extracted.ts';
import { fileName } from './file-name.ts';
import { extractHtml } from './html/extract-html.ts';
import { refreshTarget } from './html/meta-refresh.ts';
import type { PageRules } from './html/page-rules.ts';
import { headerUrl } from './header-url.ts';
import { languageTag } from './language-tag.ts';
import { canonicalInHeader } from './link-header.ts';
import { pageDate } from './page-date.ts';
import { type FileFormat, type TextFormat, formatOf } from './page-format.ts';
import { bothDirectives, parseRobotsTag } from './robots-directives.ts';

/** A response with a page in it. */
export interface FetchedPage {
  /** Canonical. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** Our name in robots.txt and robots directives. */
  readonly agentToken: string;
}

export type Extraction =
  | { readonly kind: 'page'; readonly page: Extracted }
  /** `reason` where it is more than that files of this type are not read. */
  | { readonly kind: 'unsupported'; readonly content_type: string; readonly reason?: string }
  /** Read by `extractFile` (extract-file.ts), whose libraries are loaded when they are needed. */
  | { readonly kind: 'file'; readonly format: FileFormat; readonly content_type: string };

/**
 * Reads a page: HTML, plain text, Markdown, tables, XML, JSON and feeds, in whatever charset; of other files it says which
 * kind. What the page does not say (language, date) its headers may, or its text; what either forbids is forbidden. Never
 * throws on what a server sends.
 * @param rules how HTML pages of its site are to be read.
 */
export function extract(fetched: FetchedPage, rules?: PageRules): Extraction {
  const { url, headers, body, agentToken } = fetched;
  const { type, charset } = parseContentType(headers['content-type']);
  const name = fileName(url, headers['content-disposition']);
  const told = formatOf({ type, charset, name, body });
  if (told.kind !== 'text') return told;
  const { format, content_type } = told;
  const text = decodePage(body, charset, format === 'html' || format === 'xml' ? format : 'text');
  const source = { url, name, content_type };
  const read = READERS[format](text, { ...source, agentToken: agentToken.toLowerCase(), rules });
  if ('reason' in read) return { kind: 'unsupported', content_type, reason: read.reason };
  const page = 'parts' in read ? partedPage(read, source) : read;
  return { kind: 'page', page: withHeaders({ ...page, content_type }, fetched) };
}

interface TextSource {
  readonly url: string;
  readonly name: string;
  readonly agentToken: string;
  readonly rules: PageRules | undefined;
}

/** A page, or what it would be made of, or why it is not read. */
type Reading = Extracted | PartedText | { readonly reason: string };

const READERS: Readonly<Record<TextFormat, (text: string, source: TextSource) => Reading>> = {
  html: (text, { url, agentToken, rules }) => extractHtml(text, url, { agentToken, rules }),
  text: (text, source) => extractText(text, source, 'text'),
  table: (text, source) => extractText(text, source, 'text'),
  markdown: (text, source) => extractText(text, source, 'markdown'),
  xml: readXmlPage,
  json: (text, { url }) => extractJsonFeed(text, url) ?? extractJson(text),
};

function readXmlPage(text: string, source: TextSource): Reading {
  const root = rootOf(text);
  if (root === '') return extractText(text, source, 'text');
  if (isFeed(root)) return extractFeed(text, source.url);
  return SITEMAPS.has(root) ? { reason: 'a sitemap, which is a list of pages' } : extractXml(text);
}

const SITEMAPS: ReadonlySet<string> = new Set(['urlset', 'sitemapindex']);

/** What a page does not say of itself, as its server says it; and its language, as its text does. */
export function withHeaders(page: Extracted, { url, headers, agentToken }: FetchedPage): Extracted {
  const tag = parseRobotsTag(headers['x-robots-tag'] ?? '', agentToken.toLowerCase());
  return {
    ...page,
    language: page.language || languageTag(headers['content-language'] ?? '') || detectLanguage(page.body),
    robots: bothDirectives(page.robots, tag),
    canonical: page.canonical ?? urlIn(canonicalInHeader(headers['link'] ?? ''), url),
    refresh: page.refresh ?? urlIn(refreshTarget(headers['refresh'] ?? ''), url),
    modified_at_ms: page.modified_at_ms ?? pageDate(headers['last-modified'] ?? ''),
  };
}

function urlIn(written: string | undefined, url: string): string | undefined {
  return written ? headerUrl(written, url) : undefined;
}
