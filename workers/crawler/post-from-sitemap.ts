import { type LinkCounts, addCounts } from '#core/crawl/link-counts.ts';
import { crawlMessages } from '#core/crawl/page-messages.ts';
import { mayReach, scopeOf } from '#core/crawl/scope.ts';
import { furtherSitemaps, leadsToSitemap, newestFirst } from '#core/crawl/sitemap/find-sitemaps.ts';
import { datesTellApart } from '#core/crawl/sitemap/known-unchanged.ts';
import type { SitemapListing } from '#core/crawl/sitemap/sitemap.ts';
import { hostOf } from '#core/crawl/url.ts';
import type { Visit } from '#core/crawl/visit.ts';
import { isDistrusted } from '#core/tables/sitemap-lies.ts';
import type { SitemapRole } from '#messages/message.ts';
import type { Parent, PostContext } from './post-context.ts';
import { type Posted, cutShort, postLinks } from './post-links.ts';
import { openSitemaps, reachable } from './post-sitemaps.ts';

type Sitemap = Parent & { readonly sitemap: SitemapRole };

/**
 * Pages of a sitemap that are posted with one message. It may list 50,000: with all of them at once a handler would come
 * near its deadline where the tables are far away, and be done again from the beginning.
 */
const PART = 5000;

/**
 * Posts what a sitemap lists: further sitemaps, then pages, those that were changed last first, in parts. Only what lies in
 * the scope of the crawl, as a sitemap is of a whole site, and a crawl may be of a part.
 * @returns how many pages were new, and what is kept out of the last part; undefined when a message was sent for the next
 *   part, and the sitemap stays open.
 */
export async function postFromSitemap(
  context: PostContext<Sitemap>,
  visit: Visit & { kind: 'done' },
): Promise<Posted | undefined> {
  const { crawl, parent, handling } = context;
  const { outcome, listing } = visit;
  const { from = 0, links = 0 } = parent.sitemap;
  if (outcome.kind === 'redirected') await follow(context, outcome.to);
  if (listing === undefined) return { links, kept_out: {} };
  if (from === 0) await postFurther(context, listing);
  const pages = newestFirst(listing.entries).map(({ url }) => url);
  const isWanted = scopeOf(crawl);
  const listed = pages.filter(isWanted);
  const part = { ...visit, links: listed.slice(from, from + PART) };
  const lastmods = await believedDates(context, listing);
  const posted = await postLinks(context, part, lastmods);
  const count = links + posted.links;
  if (from + PART >= listed.length) {
    const left = pages.filter((url) => !isWanted(url));
    return { links: count, kept_out: addCounts(posted.kept_out, countLeft(context, left)) };
  }
  const next = { ...parent, sitemap: { ...parent.sitemap, from: from + PART, links: count } };
  await handling.send(...crawlMessages(crawl, next));
  return undefined;
}

/** Counts what a sitemap lists that is none of the crawl's: of other hosts, or of another part of the site. */
function countLeft({ crawl, memory }: PostContext, urls: readonly string[]): LinkCounts {
  const inDomains = mayReach(crawl.domains);
  const elsewhere = urls.filter((url) => !inDomains(hostOf(url)));
  const otherPart = urls.filter((url) => inDomains(hostOf(url)));
  const { refused } = memory;
  return addCounts(
    refused.count(crawl.sk, 'domain', elsewhere),
    refused.count(crawl.sk, 'folder', otherPart),
  );
}

/** Where a sitemap is now. One at the usual place that nobody named may lead to anything: to the start page, often. */
async function follow(context: PostContext<Sitemap>, to: string): Promise<void> {
  const { sitemap, redirects, url } = context.parent;
  if (sitemap.guessed && !leadsToSitemap(to)) return;
  if (!(await reachable(context, [to])).has(to)) return;
  await openSitemaps(context, [{ url: to, sitemap }], [...redirects, url]);
}

async function postFurther(
  context: PostContext<Sitemap>,
  { sitemaps, incomplete }: SitemapListing,
): Promise<void> {
  const readable = await reachable(
    context,
    sitemaps.map(({ url }) => url),
  );
  const { toRead, more } = furtherSitemaps(sitemaps, context.parent.sitemap, (url) => readable.has(url));
  // What stands behind the point where reading it ended is not gone.
  if (more || incomplete !== undefined) await cutShort(context);
  await openSitemaps(context, toRead);
}

/** When pages of the sitemap's own host were changed last; none where that cannot be true, or was found wrong of late. */
async function believedDates(
  { deps: { table, clock }, parent: { url } }: PostContext<Sitemap>,
  { entries }: SitemapListing,
): Promise<Map<string, number>> {
  const dates = new Map<string, number>();
  const host = hostOf(url);
  if (!datesTellApart(entries) || (await isDistrusted(table, host, clock.now()))) return dates;
  for (const entry of entries)
    if (entry.lastmod_ms !== undefined && hostOf(entry.url) === host) dates.set(entry.url, entry.lastmod_ms);
  return dates;
}
