import { crawlMessages } from '#core/crawl/page-messages.ts';
import type { RobotsRules } from '#core/crawl/robots.ts';
import { mayReach } from '#core/crawl/scope.ts';
import type { SiteCredentials } from '#core/crawl/site-credentials.ts';
import { type SitemapToRead, findSitemaps } from '#core/crawl/sitemap/find-sitemaps.ts';
import { hostOf, schemeOf } from '#core/crawl/url.ts';
import type { Visit } from '#core/crawl/visit.ts';
import { type Found, openUrls, readUrls } from '#core/tables/frontier.ts';
import type { PostContext } from './post-context.ts';
import { cutShort } from './post-links.ts';
import { isPointing } from './sort-links.ts';

/** Sitemaps opened and posted in one go. */
const BATCH = 100;

/** Links away from the start page: nobody has to find a link to them. */
const DEPTH = 0;

/**
 * Has the sitemaps of a page's host read, once for a crawl. Every page sees to it, whatever it answers: a site whose
 * start page fails may have a sitemap all the same. Not one that points elsewhere: there the site is. A crawl that
 * follows no links reads none.
 * @param credentials with which its robots.txt was asked for.
 */
export async function postSitemaps(
  context: PostContext,
  visit: Visit & { kind: 'done' },
  credentials?: SiteCredentials,
): Promise<void> {
  const { crawl, parent } = context;
  if (isPointing(visit) || crawl.limits.depth === 0) return;
  // That it is done is remembered as that a link is posted; no link has a blank in it.
  const what = `sitemaps of ${originOf(parent.url)}`;
  const { posted } = context.memory;
  // Another page of the host sees to it just now, and stays open until it has.
  if (posted.claim(crawl.sk, [what]).mine.length === 0) return;
  let done = false;
  try {
    const rules = await context.deps.robots.lastKnown(parent.url, credentials);
    if (rules !== undefined) await openFound(context, rules);
    // Another page of the host may find that its robots.txt can be had.
    done = rules !== undefined;
  } finally {
    posted.settle(crawl.sk, [what], done);
  }
}

async function openFound(context: PostContext, rules: RobotsRules): Promise<void> {
  const readable = await reachable(context, rules.sitemaps);
  const sitemaps = findSitemaps(originOf(context.parent.url), rules, (url) => readable.has(url));
  await openSitemaps(context, sitemaps);
}

function originOf(url: string): string {
  return `${schemeOf(url)}://${hostOf(url)}`;
}

/** Those of some URLs that the crawl may ask for: on its domains, and on no more hosts of these than it may reach. */
export async function reachable(
  { crawl, memory }: Pick<PostContext, 'crawl' | 'memory'>,
  urls: readonly string[],
): Promise<Set<string>> {
  const inDomains = mayReach(crawl.domains);
  const named = new Set(crawl.domains);
  const readable = new Set<string>();
  for (const url of urls) {
    const host = hostOf(url);
    if (inDomains(host) && (named.has(host) || (await memory.hosts.letIn(crawl.sk, host)))) readable.add(url);
  }
  return readable;
}

/**
 * Opens rows for sitemaps and posts them: rows first, then messages. Those that are open already are posted again if
 * they were found here: by another try, which may have died before. They take no places of pages. None is opened for a
 * crawl that has come to a limit.
 * @param redirects that led to them.
 */
export async function openSitemaps(
  context: PostContext,
  sitemaps: readonly SitemapToRead[],
  redirects: readonly string[] = [],
): Promise<void> {
  const { crawl, reached, handling } = context;
  const { table } = context.deps;
  const found_on = context.parent.url;
  for (let n = 0; n < sitemaps.length; n += BATCH) {
    const found = sitemaps
      .slice(n, n + BATCH)
      .map(({ url, sitemap }): Found => ({ url, depth: DEPTH, parent: found_on, redirects, sitemap }));
    if (reached === undefined) await openUrls(table, crawl.sk, found);
    const rows = await readUrls(
      table,
      crawl.sk,
      found.map(({ url }) => url),
    );
    if (reached !== undefined && rows.includes(undefined)) await cutShort(context);
    const messages = rows.flatMap((row) => {
      const isMine = row?.mark !== undefined && row.parent === found_on && row.sitemap !== undefined;
      return isMine ? crawlMessages(crawl, row) : [];
    });
    await handling.send(...messages);
  }
}
