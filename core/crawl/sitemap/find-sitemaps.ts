import type { SitemapRole } from '#messages/message.ts';
import type { RobotsRules } from '../robots.ts';
import { pathOf } from '../url.ts';
import type { SitemapEntry } from './sitemap.ts';

/** A sitemap that a crawl is to read. */
export interface SitemapToRead {
  readonly url: string;
  readonly sitemap: SitemapRole;
}

/**
 * Sitemaps that a crawl reads of one host. Each may list 50,000 pages; an index may name 50,000 sitemaps, and somebody
 * might have each of them name as many again. So each sitemap is told how many others it may bring in, and shares that among
 * them: there are never more, and nobody has to count.
 */
export const MOST_SITEMAPS = 2000;
/** Of those that a robots.txt names. */
const MOST_NAMED = 100;
/**
 * Where sitemaps usually are that nobody names. One place: software that puts its sitemap elsewhere names it in robots.txt
 * or redirects from here, and each further guess would cost every site without a sitemap one more request.
 */
const USUAL_PLACE = '/sitemap.xml';

/**
 * The sitemaps of a host: those that its robots.txt names and that may be read, else the one at the usual place.
 * @param origin scheme and host: `https://site.gov`.
 * @param mayRead whether the crawl may ask for a URL; a robots.txt may well name sitemaps of other hosts.
 */
export function findSitemaps(
  origin: string,
  { source, sitemaps }: Pick<RobotsRules, 'source' | 'sitemaps'>,
  mayRead: (url: string) => boolean,
): SitemapToRead[] {
  if (source !== 'file' && source !== 'missing') return [];
  const named = sitemaps.filter(mayRead).slice(0, MOST_NAMED);
  const urls = named.length > 0 ? named : [`${origin}${USUAL_PLACE}`];
  return share(urls, { guessed: named.length === 0, further: MOST_SITEMAPS });
}

/**
 * The sitemaps of an index that are to be read, those that were changed last first.
 * @returns with `more` when there are others for which there is no room.
 */
export function furtherSitemaps(
  listed: readonly SitemapEntry[],
  { further }: SitemapRole,
  mayRead: (url: string) => boolean,
): { readonly toRead: SitemapToRead[]; readonly more: boolean } {
  const urls = newestFirst(listed)
    .map(({ url }) => url)
    .filter(mayRead);
  return { toRead: share(urls.slice(0, further), { guessed: false, further }), more: urls.length > further };
}

/** Whether what a request for a sitemap was redirected to can be one, by its path. */
export function leadsToSitemap(url: string): boolean {
  return /sitemap|\.(?:xml|gz|txt)$/i.test(pathOf(url));
}

/** Entries by when they were changed, the latest first, then by how much they are said to matter; else as they stand. */
export function newestFirst(entries: readonly SitemapEntry[]): SitemapEntry[] {
  return entries.toSorted(
    (a, b) => (b.lastmod_ms ?? 0) - (a.lastmod_ms ?? 0) || (b.priority ?? 0.5) - (a.priority ?? 0.5),
  );
}

function share(urls: readonly string[], { guessed, further }: SitemapRole): SitemapToRead[] {
  const each = Math.max(0, Math.floor((further - urls.length) / Math.max(1, urls.length)));
  return urls.map((url) => ({ url, sitemap: { guessed, further: each } }));
}
