import { type LinkVerdict, type Refusal, admitLink, linkContext } from '#core/crawl/admit-link.ts';
import { MOST_HOSTS } from '#core/tables/crawl-hosts.ts';
import { allowDomain, mayLetIn } from '#core/tables/crawls.ts';
import { hostOf, urlOf } from '#core/crawl/url.ts';
import type { Visit } from '#core/crawl/visit.ts';
import type { LinkMemory, Parent, PostContext, PostDeps } from './post-context.ts';

/** What of a {@link PostContext} it takes to sort. */
export interface SortContext extends Pick<PostContext, 'crawl' | 'parent' | 'rules'> {
  readonly deps: Pick<PostDeps, 'table' | 'crawls'>;
  readonly memory: Pick<LinkMemory, 'posted' | 'hosts'>;
}

/** The links of a page, as its crawl takes them. */
export interface SortedLinks {
  /** Canonical, each once, in the order of the page. What is old news is left out. */
  readonly followed: readonly string[];
  /** What rules and traps keep out, each once. */
  readonly refused: readonly Refusal[];
  /** What leads out of its domains, each once. */
  readonly elsewhere: readonly string[];
  /** What would be followed, if the page did not ask for it not to be, each once. */
  readonly nofollow: readonly string[];
  /** The crawl has reached all the hosts that it may: it does not see the whole site. */
  readonly hosts_full: boolean;
}

/** Sorts the links of a page by {@link admitLink}. */
export async function sortLinks(context: SortContext, visit: Visit & { kind: 'done' }): Promise<SortedLinks> {
  const { crawl, parent, rules } = context;
  const { posted, hosts } = context.memory;
  const domains = await domainsFor(context, visit);
  const held_against = linkContext({ ...crawl, domains });
  const named = new Set(domains);
  const followed = new Set<string>();
  const refused = new Map<string, Refusal>();
  const elsewhere = new Set<string>();
  let hosts_full = false;
  for (const link of visit.links) {
    // Most links of a page: they were let in as they stand.
    if (posted.isPosted(crawl.sk, link)) continue;
    let verdict = admitLink(link, rules, held_against);
    if (verdict.kind === 'ok' && !named.has(hostOf(link)) && !(await hosts.letIn(crawl.sk, hostOf(link)))) {
      verdict = hostTooMany(verdict.url);
      hosts_full = true;
    }
    if (verdict.kind === 'refused')
      if (verdict.by === 'domain') elsewhere.add(verdict.url);
      else refused.set(verdict.url, verdict);
    else followed.add(isPointing(visit) ? asPointedTo(link, verdict.url, parent) : verdict.url);
  }
  followed.delete(parent.url);
  const nofollow = new Set<string>();
  for (const link of visit.nofollow ?? []) {
    const verdict = posted.isPosted(crawl.sk, link) ? undefined : admitLink(link, rules, held_against);
    if (verdict?.kind === 'ok' && !isFollowed(verdict.url)) nofollow.add(verdict.url);
  }
  return {
    followed: [...followed],
    refused: [...refused.values()],
    elsewhere: [...elsewhere],
    nofollow: [...nofollow],
    hosts_full,
  };

  /** By this page, or by another, as far as it is remembered. */
  function isFollowed(url: string): boolean {
    return url === parent.url || followed.has(url) || posted.isPosted(crawl.sk, url);
  }
}

/** Whether the one link of a page is the URL that it points to: by a redirect, or rel=canonical. */
export function isPointing({ outcome }: Visit & { kind: 'done' }): boolean {
  return outcome.kind === 'redirected' || outcome.kind === 'alias';
}

/**
 * A server that redirects to what a link is cleaned of (a session id, a mark) means another URL by it: cleaned, it would
 * lead back to where one came from, and the page would be lost.
 */
function asPointedTo(link: string, cleaned: string, { url, redirects }: Parent): string {
  return cleaned === url || redirects.includes(cleaned) ? link : cleaned;
}

function hostTooMany(url: string): LinkVerdict {
  const reason = `the crawl has reached ${MOST_HOSTS} hosts by its domains with "*.". Hosts named in full are always read`;
  return { kind: 'refused', by: 'trap', trap: 'too_many_hosts', url, reason };
}

/**
 * The domains of the crawl. A start page that points to the twin of its host brings that in; a further one does not. All other pages are
 * found after the first one, and {@link CrawlCache.getForPage} hands them a row that is read after they were found: it has the twin.
 */
async function domainsFor(
  { deps, crawl, parent }: SortContext,
  visit: Visit & { kind: 'done' },
): Promise<readonly string[]> {
  if (parent.url !== urlOf(crawl)) return crawl.domains;
  const twin = visit.links.map(hostOf).find((host) => mayLetIn(crawl, host));
  if (twin === undefined) return crawl.domains;
  if (isPointing(visit)) {
    await allowDomain(deps.table, crawl, twin);
    deps.crawls.forget(crawl.sk);
    return [...crawl.domains, twin];
  }
  // Another visit of the start page, of a copy of its message, may have let it in since the row was read.
  const anew = await deps.crawls.readAnew(crawl.sk, parent.url);
  return [...new Set([...crawl.domains, ...(anew?.domains ?? [])])];
}
