import { hash } from 'node:crypto';
import { packRaw, unpackRaw } from '../raw.ts';
import { parseSitemap } from './parse-sitemap.ts';
import type { NoSitemap, SitemapListing } from './sitemap.ts';

/** A response with what may be a sitemap in it. */
export interface SitemapResponse {
  /** Canonical. */
  readonly url: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Unix ms. */
  readonly now_ms: number;
}

/** What a sitemap lists, and what is to be stored of it. */
export interface SitemapReading {
  readonly listing: SitemapListing;
  /** sha256 of its body. */
  readonly hash: string;
  /** The object `raw/…`: what it lists is read from that again when it has not changed. */
  readonly raw: Uint8Array;
}

/** Reads a sitemap: all of it that takes time, and nothing that waits. */
export function readSitemapResponse(response: SitemapResponse): SitemapReading | NoSitemap {
  const { url, status, headers, body, now_ms } = response;
  const sitemap = parseSitemap(body, { url, content_type: headers['content-type'] ?? '', now_ms });
  if (sitemap.kind === 'none') return sitemap;
  return {
    listing: sitemap,
    hash: hash('sha256', body, 'hex'),
    raw: packRaw({ url, status, headers, body }),
  };
}

/** Reads a stored sitemap again. @returns undefined when it is not the one with this hash, or damaged. */
export function readStoredSitemap(stored: {
  readonly raw: Uint8Array;
  readonly hash: string;
  readonly now_ms: number;
}): SitemapListing | undefined {
  const raw = unpackRaw(stored.raw);
  if (raw === undefined || hash('sha256', raw.body, 'hex') !== stored.hash) return undefined;
  const { url, headers, body } = raw;
  const { now_ms } = stored;
  const sitemap = parseSitemap(body, { url, content_type: headers['content-type'] ?? '', now_ms });
  return sitemap.kind === 'none' ? undefined : sitemap;
}
