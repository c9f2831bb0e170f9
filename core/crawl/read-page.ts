import { contentBytes, contentOf } from './content.ts';
import { extractFile } from './extract-file.ts';
import { type Extraction, extract } from './extract.ts';
import { contentHash } from './extracted.ts';
import { followable, unfollowable } from './html/link-list.ts';
import type { PageRules } from './html/page-rules.ts';
import { packRaw } from './raw.ts';
import type { RobotsDirectives } from './robots-directives.ts';
import { textHash } from './text-hash.ts';

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
  /** How HTML pages of the site are to be read, where that is set. */
  readonly rules?: PageRules | undefined;
}

/** What a page says to a crawler, and the content that is to be stored of it, ready to be written. */
export type ContentReading =
  /** `reason` where it is more than that files of this type are not read. */
  | { readonly kind: 'unsupported'; readonly content_type: string; readonly reason?: string }
  | {
      readonly kind: 'page';
      readonly robots: RobotsDirectives;
      readonly canonical: string | undefined;
      readonly refresh: string | undefined;
      /** Those that may be followed: none if the page asks for that. */
      readonly links: readonly string[];
      /** Those that may not, by `rel=nofollow` or by what the page asks. */
      readonly nofollow: readonly string[];
      /** Links that may be followed, beyond those that are kept. */
      readonly links_over: number;
      readonly hash: string;
      /** `textHash` of the content. */
      readonly text_hash: string | undefined;
      /** What a person should know of how it was read. */
      readonly notes: readonly string[];
      /** The object `content/…`. */
      readonly content: Uint8Array;
    };

/** The same, and the object `raw/…` of a page. */
export type PageReading =
  | Exclude<ContentReading, { kind: 'page' }>
  | (Extract<ContentReading, { kind: 'page' }> & { readonly raw: Uint8Array });

/** Reads a page: extracts, hashes, and packs for storing. All of it that takes time. */
export async function readPageResponse(response: PageResponse): Promise<PageReading> {
  const reading = await readContent(response);
  if (reading.kind !== 'page') return reading;
  const { url, status, headers, body } = response;
  return { ...reading, raw: packRaw({ url, status, headers, body }) };
}

/** Extracts and hashes what a response says. Waits for nothing but the libraries that files are read by. */
export async function readContent(response: PageResponse): Promise<ContentReading> {
  return contentReading(await extractAny(response));
}

/** What is in a response, of whatever type that is read. */
export async function extractAny(
  response: PageResponse,
): Promise<Exclude<Extraction, { readonly kind: 'file' }>> {
  const extracted = extract(response, response.rules);
  return extracted.kind === 'file' ? extractFile(response, extracted) : extracted;
}

/** What was extracted from a response, hashed. */
export function contentReading(extracted: Exclude<Extraction, { readonly kind: 'file' }>): ContentReading {
  if (extracted.kind === 'unsupported') return extracted;
  const { page } = extracted;
  const content = contentOf(page);
  const hash = contentHash(page);
  return {
    kind: 'page',
    robots: page.robots,
    canonical: page.canonical,
    refresh: page.refresh,
    links: followable(content.links),
    nofollow: page.robots.nofollow ? page.links.map(({ url }) => url) : unfollowable(content.links),
    links_over: content.links_over ?? 0,
    hash,
    text_hash: textHash(content),
    notes: page.notes,
    content: contentBytes(content, hash),
  };
}
