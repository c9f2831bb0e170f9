import { crawlMessages } from '#core/crawl/page-messages.ts';
import { hostOf } from '#core/crawl/url.ts';
import type { Visit } from '#core/crawl/visit.ts';
import { type Crawl, allowDomain, mayLetIn, noteCut } from '#core/tables/crawls.ts';
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

/** What links are posted with. */
type PostDeps = Omit<CrawlerDeps, 'visitor' | 'settings'>;

/** Links opened and posted in one go. */
const BATCH = 100;

/**
 * Opens frontier rows for the new links of a page and posts `index` and `crawl` for each: rows first, then messages.
 * A crash in between is mended by the parent's message coming back: what this parent opened is posted again, as long as
 * the parent itself is open.
 * @returns how many links were new.
 */
export async function postLinks(
  deps: PostDeps,
  posted: PostedLinks,
  crawl: Crawl,
  parent: Parent,
  visit: Visit & { kind: 'done' },
  handling: Pick<Handling, 'send'>,
): Promise<number> {
  const pointing = visit.outcome.kind === 'redirected' || visit.outcome.kind === 'alias';
  const links = await inDomains(deps, crawl, parent, visit, pointing);
  // Where a page points to is the same page by another name: no link further away.
  const depth = pointing ? parent.depth : parent.depth + 1;
  const redirects = pointing ? [...parent.redirects, parent.url] : [];
  const toFound = (url: string): Found => ({ url, depth, parent: parent.url, redirects });
  let count = 0;
  let wanted = links.filter((url) => url !== parent.url);
  while (wanted.length > 0) {
    const { mine, others } = posted.claim(crawl.sk, wanted);
    count += await postClaimed(deps, posted, crawl, mine.map(toFound), handling);
    // What another page is posting is posted then; should that page have failed, it falls to this one.
    await Promise.all(others.map(({ settled }) => settled));
    wanted = others.map(({ url }) => url);
  }
  return count;
}

/** Posts links that are claimed, and settles them whatever happens. @returns how many were new. */
async function postClaimed(
  deps: PostDeps,
  posted: PostedLinks,
  crawl: Crawl,
  claimed: readonly Found[],
  handling: Pick<Handling, 'send'>,
): Promise<number> {
  const unsettled = new Set(claimed.map(({ url }) => url));
  let count = 0;
  try {
    for (let n = 0; n < claimed.length; n += BATCH) {
      const batch = claimed.slice(n, n + BATCH);
      const { toSend, fresh, left } = await openNew(deps, crawl, batch);
      await handling.send(...toSend.flatMap((page) => crawlMessages(crawl, page)));
      const kept_out = new Set(left);
      const through = batch.map(({ url }) => url).filter((url) => !kept_out.has(url));
      posted.settle(crawl.sk, through, true);
      for (const url of through) unsettled.delete(url);
      count += fresh;
    }
  } finally {
    posted.settle(crawl.sk, [...unsettled], false);
  }
  return count;
}

/**
 * The links that the crawl may follow. A start page that points to the twin of its host brings that in. All other pages are
 * found after it, and {@link CrawlCache.getForPage} hands them a row that is read after they were found: it has the twin.
 */
async function inDomains(
  deps: PostDeps,
  crawl: Crawl,
  parent: Parent,
  visit: Visit & { kind: 'done' },
  pointing: boolean,
): Promise<string[]> {
  const domains = new Set(crawl.domains);
  const twin = visit.links.map(hostOf).find((host) => mayLetIn(crawl, host));
  if (twin !== undefined && isStart(parent) && pointing) {
    domains.add(twin);
    await allowDomain(deps.table, crawl, twin);
    deps.crawls.forget(crawl.sk);
  } else if (twin !== undefined && isStart(parent)) {
    // Another visit of the start page, of a copy of its message, may have let it in since the row was read.
    const anew = await deps.crawls.readAnew(crawl.sk, parent.url);
    for (const host of anew?.domains ?? []) domains.add(host);
  }
  return visit.links.filter((url) => domains.has(hostOf(url)));
}

function isStart(parent: Parent): boolean {
  return parent.depth === 0 && parent.redirects.length === 0;
}

interface Opened {
  /** Pages whose messages must be sent. */
  readonly toSend: readonly Found[];
  /** How many were new to the crawl. */
  readonly fresh: number;
  /** URLs that a limit kept out. */
  readonly left: readonly string[];
}

/** Pages that were let in: those that are ours, and those that another try of the same page opened. */
interface Admitted {
  readonly fresh: readonly Found[];
  readonly again: readonly Found[];
}

/** Opens rows for links that are not in the frontier. */
async function openNew(deps: PostDeps, crawl: Crawl, found: readonly Found[]): Promise<Opened> {
  const known = await readUrls(
    deps.table,
    crawl.sk,
    found.map(({ url }) => url),
  );
  // Opened by an earlier delivery of this very parent, which may have died before it sent their messages.
  const again = found.filter((page, n) => known[n]?.parent === page.parent && known[n]?.mark !== undefined);
  const news = found.filter((_, n) => known[n] === undefined);
  if (news.some(({ depth }) => depth > crawl.limits.depth)) {
    // They may lie less deep by another way; should they not, the crawl does not see the whole site.
    await cutShort(deps, crawl);
    return { toSend: again, fresh: 0, left: news.map(({ url }) => url) };
  }
  const { fresh, again: raced, left } = await openWithinLimit(deps, crawl, news);
  deps.tallies.count(crawl.sk, { found: fresh.length });
  return { toSend: [...again, ...raced, ...fresh], fresh: fresh.length, left: left.map(({ url }) => url) };
}

/**
 * When the page limit keeps links out, other workers may just have reserved places for pages that turn out to be open
 * already, and give them back in a moment: only what is kept out for longer makes the crawl count as cut.
 */
const LOOKS = 4;
const LOOK_AGAIN_MS = 50;

async function openWithinLimit(
  deps: PostDeps,
  crawl: Crawl,
  news: readonly Found[],
): Promise<Admitted & { readonly left: readonly Found[] }> {
  const fresh: Found[] = [];
  const again: Found[] = [];
  let left = news;
  for (let look = 1; left.length > 0; look += 1) {
    const granted = await deps.admissions.admit(crawl.sk, left.length);
    const opened = await openAdmitted(deps, crawl, left.slice(0, granted));
    fresh.push(...opened.fresh);
    again.push(...opened.again);
    left = await stillUnknown(deps, crawl, left.slice(granted));
    if (left.length === 0) break;
    if (crawl.cut || look === LOOKS) {
      await cutShort(deps, crawl);
      break;
    }
    await deps.clock.sleep(LOOK_AGAIN_MS);
  }
  return { fresh, again, left };
}

/**
 * Opens rows for pages that were let in, and gives back the places of those that others opened.
 *
 * One that is not new may be our own doing of which the table's client did not hear: by our token it is, and keeps its place.
 * Another try of this very page may have opened it as well, and died since: its messages are sent, but the place is not ours.
 */
async function openAdmitted(deps: PostDeps, crawl: Crawl, admitted: readonly Found[]): Promise<Admitted> {
  if (admitted.length === 0) return { fresh: [], again: [] };
  const opened_by = deps.admissions.token();
  const opened = await openUrls(
    deps.table,
    crawl.sk,
    admitted.map((page) => ({ ...page, opened_by })),
  );
  if (opened.every(Boolean)) return { fresh: admitted, again: [] };
  const unsure = admitted.filter((_, n) => opened[n] !== true);
  const rows = await readUrls(
    deps.table,
    crawl.sk,
    unsure.map(({ url }) => url),
  );
  const others = new Set(unsure.filter((_, n) => rows[n]?.opened_by !== opened_by));
  const again = unsure.filter(
    (page, n) => others.has(page) && rows[n]?.mark !== undefined && rows[n].parent === page.parent,
  );
  if (others.size > 0) await deps.admissions.giveBack(crawl.sk, others.size);
  return { fresh: admitted.filter((page) => !others.has(page)), again };
}

async function stillUnknown(deps: PostDeps, crawl: Crawl, links: readonly Found[]): Promise<Found[]> {
  if (links.length === 0) return [];
  const known = await readUrls(
    deps.table,
    crawl.sk,
    links.map(({ url }) => url),
  );
  return links.filter((_, n) => known[n] === undefined);
}

async function cutShort(deps: PostDeps, crawl: Crawl): Promise<void> {
  if (crawl.cut) return;
  await noteCut(deps.table, crawl);
  deps.crawls.forget(crawl.sk);
}
