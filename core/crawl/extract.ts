import { decodePage } from './charset.ts';
import { formatOf, parseContentType } from './content-type.ts';
import { extractHtml } from './extract-html.ts';
import { extractText } from './extract-text.ts';
import type { Extracted } from './extracted.ts';
import { languageTag } from './language-tag.ts';
import { pageDate } from './page-date.ts';
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
  | { readonly kind: 'unsupported'; readonly content_type: string };

/**
 * Reads a page: HTML, plain text or Markdown, in whatever charset. What the page does not say (language, date) its
 * headers may; what either forbids is forbidden. Never throws on what a server sends.
 */
export function extract({ url, headers, body, agentToken }: FetchedPage): Extraction {
  const { type, charset } = parseContentType(headers['content-type']);
  const sniffed = formatOf(type, body);
  if ('unsupported' in sniffed) return { kind: 'unsupported', content_type: sniffed.unsupported };
  const { format, content_type } = sniffed;
  const token = agentToken.toLowerCase();
  const text = decodePage(body, charset);
  const page =
    format === 'html' ? extractHtml(text, url, { agentToken: token }) : extractText(text, url, format);
  return {
    kind: 'page',
    page: {
      ...page,
      content_type,
      language: page.language || languageTag(headers['content-language'] ?? ''),
      robots: bothDirectives(page.robots, parseRobotsTag(headers['x-robots-tag'] ?? '', token)),
      modified_at_ms: page.modified_at_ms ?? pageDate(headers['last-modified'] ?? ''),
    },
  };
}
