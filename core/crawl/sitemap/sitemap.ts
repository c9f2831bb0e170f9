/**
 * Bounds of the protocol (sitemaps.org/protocol.html): what a sitemap may list, and how large it may be once it is
 * decompressed. What goes beyond is not read.
 */
export const MAX_SITEMAP_ENTRIES = 50_000;
export const MAX_SITEMAP_BYTES = 50 * 2 ** 20;

/** How often a page is said to change. Nothing decides by it: it is a guess of the site's software about the future. */
export const CHANGE_FREQUENCIES = [
  'always',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'yearly',
  'never',
] as const;
export type ChangeFrequency = (typeof CHANGE_FREQUENCIES)[number];

/** A page or a sitemap, as a sitemap lists it. */
export interface SitemapEntry {
  /** Canonical. Of any host: who may be asked for it is decided elsewhere. */
  readonly url: string;
  /**
   * When it was last changed: the last ms that the date may mean, which for a day is its end. Never in the future by
   * more than that.
   */
  readonly lastmod_ms?: number;
  /** From 0 to 1, within its site. */
  readonly priority?: number;
  readonly changefreq?: ChangeFrequency;
}

/** Entries that are not there, counted by why. */
export interface LeftOut {
  /** What stands in place of a URL can be none, or none that we read. */
  readonly not_a_url: number;
  /** No URL at all. */
  readonly no_url: number;
  /** A URL that came before, maybe in another spelling. */
  readonly repeated: number;
}

/** What a sitemap says. */
export interface SitemapListing {
  readonly kind: 'urlset' | 'index' | 'feed' | 'text';
  /** Pages, each once, in the order of the sitemap; at the end those that it names as translations of others alone. */
  readonly entries: readonly SitemapEntry[];
  /** Further sitemaps. Only an index should have them; with `entries` at most {@link MAX_SITEMAP_ENTRIES}. */
  readonly sitemaps: readonly SitemapEntry[];
  readonly left_out: LeftOut;
  /** Why there may be more than what was read; absent when it was read to its end. */
  readonly incomplete?: string;
}

/** What was taken for a sitemap and is none. */
export interface NoSitemap {
  readonly kind: 'none';
  /** A page for people stands in its place: the usual way in which sites say that there is none. */
  readonly html: boolean;
  readonly reason: string;
}

export type Sitemap = SitemapListing | NoSitemap;

/** What has to be known of a sitemap besides its bytes. */
export interface SitemapContext {
  /** Where it was found, canonical: what is relative in it is relative to that. */
  readonly url: string;
  /** Its Content-Type, which may be empty. */
  readonly content_type: string;
  /** Unix ms; dates after it are mistakes. */
  readonly now_ms: number;
}
