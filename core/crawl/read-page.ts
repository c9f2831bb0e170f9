import { type Content, contentBytes } from './content.ts';
import { extract } from './extract.ts';
import { type Extracted, contentHash } from './extracted.ts';
import { packRaw } from './raw.ts';
import type { RobotsDirectives } from './robots-directives.ts';

/** A response with a page in it. */
export interface PageResponse {
  /** Canonical. */
  readonly url: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** Our name in robots.txt and robots directives. */
  readonly agentToken: string;
}

/** What a page says to a crawler, and what is to be stored of it, ready to be written. */
export type PageReading =
  | { readonly kind: 'unsupported'; readonly content_type: string }
  | {
      readonly kind: 'page';
      readonly robots: RobotsDirectives;
      readonly canonical: string | undefined;
      /** Those that may be followed: none if the page asks for that. */
      readonly links: readonly string[];
      readonly hash: string;
      /** The objects `content/…` and `raw/…`. */
      readonly content: Uint8Array;
      readonly raw: Uint8Array;
    };

/** Reads a page: extracts, hashes, and packs for storing. All of it that takes time, and nothing that waits. */
export function readPageResponse(response: PageResponse): PageReading {
  const { url, status, headers, body } = response;
  const extracted = extract(response);
  if (extracted.kind === 'unsupported') return extracted;
  const { page } = extracted;
  const links = page.robots.nofollow ? [] : page.links;
  const hash = contentHash(page);
  return {
    kind: 'page',
    robots: page.robots,
    canonical: page.canonical,
    links,
    hash,
    content: contentBytes(contentOf(page, links), hash),
    raw: packRaw({ url, status, headers, body }),
  };
}

function contentOf(page: Extracted, links: readonly string[]): Content {
  const { url, title, description, headings, body, language, content_type, modified_at_ms } = page;
  return {
    format: 1,
    url,
    title,
    description,
    headings,
    body,
    language,
    content_type,
    modified_at_ms,
    links: [...links],
  };
}
