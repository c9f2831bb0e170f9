import { hash } from 'node:crypto';
import type { RobotsDirectives } from './robots-directives.ts';

/** What is kept of a page. Texts are plain, without markup and control characters. */
export interface Extracted {
  /** Canonical. */
  readonly url: string;
  /** As it was read, such as `text/html`, without parameters. */
  readonly content_type: string;
  readonly title: string;
  readonly description: string;
  /** Headings, one a line. */
  readonly headings: string;
  /** Text of the page, its blocks separated by newlines. */
  readonly body: string;
  /** BCP 47, or empty when unknown. */
  readonly language: string;
  /** Links that may be followed: canonical URLs, each once, in the order of the page. `robots.nofollow` is not applied. */
  readonly links: readonly string[];
  /** What the page says its URL is (rel=canonical); may be its own. */
  readonly canonical: string | undefined;
  readonly robots: RobotsDirectives;
  /** Unix ms; as the page says, else its server. */
  readonly modified_at_ms: number | null;
}

/** Characters of a title. Result lists show some 70; more is text that got into the wrong element. */
export const MAX_TITLE_CHARS = 1000;
/** Characters of a description. Search engines show some 160. */
export const MAX_DESCRIPTION_CHARS = 5000;
/** Characters of all headings together: a book on one page has fewer. */
export const MAX_HEADINGS_CHARS = 100_000;
/** Characters of the text of a page, a thousand-page book's worth. What comes after is not searchable. */
export const MAX_BODY_CHARS = 2 * 1024 * 1024;

/**
 * sha256, in hex, of what goes into the index: a page whose hash is unchanged need not be packed again. Links are not
 * in it, for they are not searched, nor the date, which many servers make up anew for each response.
 */
export function contentHash(
  page: Pick<Extracted, 'url' | 'content_type' | 'title' | 'description' | 'headings' | 'body' | 'language'>,
): string {
  const { url, content_type, title, description, headings, body, language } = page;
  return hash(
    'sha256',
    JSON.stringify([1, url, content_type, title, description, headings, body, language]),
    'hex',
  );
}
