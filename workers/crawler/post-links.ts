import { crawlMessages } from '#core/crawl/page-messages.ts';
import { hostOf } from '#core/crawl/url.ts';
import type { Visit } from '#core/crawl/visit.ts';
import { type Crawl, admitPages, allowDomain, noteCut, returnPages } from '#core/tables/crawls.ts';
import { type Found, openUrls, readUrls } from '#core/tables/frontier.ts';
import type { Handling } from '#runtime/worker.ts';
import type { PostedLinks } from './posted-links.ts';
import type { CrawlerDeps } from './worker.ts';

/** The page whose links are posted. */
export interface Parent {
  readonly url: string;
  readonly depth: number;
  readonly redirects: readonly string[];
}

/** Links opened and posted in one go. */
const BATCH = 100;

/**
 * Opens frontier rows for the new links of a page and posts `index` and `crawl` for each: rows first, then messages.
 * A crash in between is mended by the parent's message coming back: what this parent opened is posted again, as long as
 * the parent itself is open.
 * @returns how many links were new.
 */
export async function postLinks(
  deps: CrawlerDeps,
  posted: PostedLinks,
  crawl: Crawl,
  parent: Parent,
  visit: Visit & { kind: 'done' },
  handling: Handling,
): Promise<number> {
  const pointing = visit.outcome.kind === 'redirected' || visit.outcome.kind === 'alias';
  const links = await inDomains(deps, crawl, parent, visit, pointing);
  const unseen = links.filter((url) => url !== parent.url && !posted.has(crawl.sk, url));
  if (unseen.length === 0) return 0;
  // Where a page points to is the same page by another name: no link further away.
  const depth = pointing ? parent.depth : parent.depth + 1;
  if (depth > crawl.limits.depth) {
    await cutAtDepth(deps, crawl, unseen);
    return 0;
  }
  const redirects = pointing ? [...parent.redirects, parent.url] : [];
  const found = unseen.map((url): Found => ({ url, depth, parent: parent.url, redirects }));
  let count = 0;
  for (let n = 0; n < found.length; n += BATCH) {
    const batch = found.slice(n, n + BATCH);
    const fresh = await openNew(deps, crawl, batch);
    await handling.send(...fresh.flatMap((page) => crawlMessages(crawl, page)));
    for (const { url } of fresh) posted.add(crawl.sk, url);
    count += fresh.length;
  }
  return count;
}

/** The links that the crawl may follow. A start page that points to another host brings that host in. */
async function inDomains(
  deps: CrawlerDeps,
  crawl: Crawl,
  parent: Parent,
  visit: Visit & { kind: 'done' },
  pointing: boolean,
): Promise<string[]> {
  const domains = new Set(crawl.domains);
  const [to] = visit.links;
  if (pointing && to !== undefined && isStart(parent) && isTwin(crawl.site, hostOf(to)) && !domains.has(hostOf(to))) {
    domains.add(hostOf(to));
    await allowDomain(deps.table, crawl, hostOf(to));
    deps.crawls.forget(crawl.sk);
  }
  return visit.links.filter((url) => domains.has(hostOf(url)));
}

function isStart(parent: Parent): boolean {
  return parent.depth === 0 && parent.redirects.length === 0;
}

/** `site.gov` and `www.site.gov`: one site to everybody but the name server. */
function isTwin(one: string, other: string): boolean {
  return one === `www.${other}` || other === `www.${one}`;
}

/** Opens rows for links. @returns those whose messages must be sent. */
async function openNew(deps: CrawlerDeps, crawl: Crawl, batch: readonly Found[]): Promise<Found[]> {
  const known = await readUrls(deps.table, crawl.sk, batch.map(({ url }) => url));
  // Opened by an earlier delivery of this very parent, which may have died before it sent their messages.
  const again = batch.filter((page, n) => known[n]?.parent === page.parent && known[n]?.mark !== undefined);
  const candidates = batch.filter((_, n) => known[n] === undefined);
  if (candidates.length === 0) return again;
  const granted = await admitPages(deps.table, crawl.sk, candidates.length);
  const admitted = candidates.slice(0, granted);
  const opened = await openUrls(deps.table, crawl.sk, admitted);
  const fresh = admitted.filter((_, n) => opened[n] === true);
  if (fresh.length < granted) await returnPages(deps.table, crawl.sk, granted - fresh.length);
  deps.tallies.count(crawl.sk, { found: fresh.length });
  return [...again, ...fresh];
}

/** Links that lie too deep: if one of them is not in the crawl by a shorter way, the crawl does not see the whole site. */
async function cutAtDepth(deps: CrawlerDeps, crawl: Crawl, links: readonly string[]): Promise<void> {
  if (crawl.cut) return;
  for (let n = 0; n < links.length; n += BATCH) {
    const known = await readUrls(deps.table, crawl.sk, links.slice(n, n + BATCH));
    if (!known.includes(undefined)) continue;
    await noteCut(deps.table, crawl);
    deps.crawls.forget(crawl.sk);
    return;
  }
}
