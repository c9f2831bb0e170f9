import { crawlMessages } from '#core/crawl/page-messages.ts';
import { type LinkCounts, addCounts } from '#core/crawl/link-counts.ts';
import type { EndingLimit } from '#core/crawl/outcome.ts';
import type { Visit } from '#core/crawl/visit.ts';
import { type Crawl, noteCut } from '#core/tables/crawls.ts';
import { type Found, type FrontierRow, openUrls, readUrls } from '#core/tables/frontier.ts';
import type { PostContext, PostDeps } from './post-context.ts';
import { isPointing, sortLinks } from './sort-links.ts';

/** What became of the links of a page. */
export interface Posted {
  /** How many were new. */
  readonly links: number;
  /** Those that are not followed and were not counted before, by why. */
  readonly kept_out: LinkCounts;
}

/** Links opened and posted in one go. */
const BATCH = 100;

/**
 * Opens frontier rows for the new links of a page and posts `index` and `crawl` for each: rows first, then messages.
 * A crash in between is mended by the parent's message coming back: what this parent opened is posted again, as long as
 * the parent itself is open. Links that rules and traps keep out are noted.
 * @param lastmods when pages were last changed (Unix ms), of those of which that is told.
 */
export async function postLinks(
  context: PostContext,
  visit: Visit & { kind: 'done' },
  lastmods: ReadonlyMap<string, number> = new Map(),
): Promise<Posted> {
  const { crawl, parent } = context;
  const { posted, refused: noted } = context.memory;
  const { followed, refused, elsewhere, nofollow, hosts_full } = await sortLinks(context, visit);
  const pointing = isPointing(visit);
  // Where a page points to is the same page by another name: no link further away.
  const depth = pointing ? parent.depth : parent.depth + 1;
  const redirects = pointing ? [...parent.redirects, parent.url] : [];
  const toFound = (url: string): Found => {
    const lastmod_ms = lastmods.get(url);
    const known = parent.known === undefined ? {} : { known: parent.known };
    const found = { url, depth, parent: parent.url, redirects, ...known };
    return lastmod_ms === undefined ? found : { ...found, lastmod_ms };
  };
  let links = 0;
  let kept_out = addCounts(
    noted.count(crawl.sk, 'domain', elsewhere),
    noted.count(crawl.sk, 'nofollow', nofollow),
  );
  let wanted = followed;
  while (wanted.length > 0) {
    const { mine, others } = posted.claim(crawl.sk, wanted);
    const done = await postClaimed(context, mine.map(toFound));
    links += done.links;
    kept_out = addCounts(kept_out, done.kept_out);
    // What another page is posting is posted then; should that page have failed, it falls to this one.
    await Promise.all(others.map(({ settled }) => settled));
    wanted = others.map(({ url }) => url);
  }
  const { links_over = 0 } = visit;
  if (hosts_full || links_over > 0) await cutShort(context);
  const by_rules = await noted.note(crawl, { parent: parent.url, depth }, refused);
  const over = noted.countOver(crawl.sk, parent.url, links_over);
  return { links, kept_out: addCounts(addCounts(kept_out, by_rules), over) };
}

/** Posts links that are claimed, and settles them whatever happens. */
async function postClaimed(context: PostContext, claimed: readonly Found[]): Promise<Posted> {
  const { crawl, handling } = context;
  const { posted, refused } = context.memory;
  const unsettled = new Set(claimed.map(({ url }) => url));
  let links = 0;
  let kept_out: LinkCounts = {};
  try {
    for (let n = 0; n < claimed.length; n += BATCH) {
      const batch = claimed.slice(n, n + BATCH);
      const { toSend, fresh, left, by } = await openNew(context, batch);
      await handling.send(...toSend.flatMap((page) => crawlMessages(crawl, page)));
      const cut = new Set(left);
      const through = batch.map(({ url }) => url).filter((url) => !cut.has(url));
      posted.settle(crawl.sk, through, true);
      for (const url of through) unsettled.delete(url);
      links += fresh;
      kept_out = addCounts(kept_out, refused.count(crawl.sk, by, left));
    }
  } finally {
    posted.settle(crawl.sk, [...unsettled], false);
  }
  return { links, kept_out };
}

interface Opened {
  /** Pages whose messages must be sent. */
  readonly toSend: readonly Found[];
  /** How many were new to the crawl. */
  readonly fresh: number;
  /** URLs that a limit kept out. */
  readonly left: readonly string[];
  readonly by: 'depth' | 'pages' | EndingLimit;
}

/** Pages that were let in: those that are ours, and those that another try of the same page opened. */
interface Admitted {
  readonly fresh: readonly Found[];
  readonly again: readonly Found[];
}

/** Opens rows for links that are not in the frontier. */
async function openNew(context: PostContext, found: readonly Found[]): Promise<Opened> {
  const { deps, crawl, reached } = context;
  const known = await readUrls(
    deps.table,
    crawl.sk,
    found.map(({ url }) => url),
  );
  // Opened by an earlier delivery of this very parent, which may have died before it sent their messages.
  const again = found.filter((page, n) => isOpenedHere(known[n], page));
  const news = found.filter((_, n) => known[n] === undefined);
  if (reached !== undefined) {
    if (news.length > 0) await cutShort(context);
    return { toSend: again, fresh: 0, left: news.map(({ url }) => url), by: reached };
  }
  if (news.some(({ depth }) => depth > crawl.limits.depth)) {
    // They may lie less deep by another way; should they not, the crawl does not see the whole site.
    await cutShort(context);
    return { toSend: again, fresh: 0, left: news.map(({ url }) => url), by: 'depth' };
  }
  const { fresh, again: raced, left } = await openWithinLimit(context, news);
  deps.tallies.count(crawl.sk, { found: fresh.length });
  const toSend = [...again, ...raced, ...fresh];
  return { toSend, fresh: fresh.length, left: left.map(({ url }) => url), by: 'pages' };
}

/**
 * When the page limit keeps links out, other workers may just have reserved places for pages that turn out to be open
 * already, and give them back in a moment: only what is kept out for longer makes the crawl count as cut.
 */
const LOOKS = 4;
const LOOK_AGAIN_MS = 50;

async function openWithinLimit(
  context: PostContext,
  news: readonly Found[],
): Promise<Admitted & { readonly left: readonly Found[] }> {
  const { deps, crawl } = context;
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
      await cutShort(context);
      break;
    }
    await deps.clock.sleep(LOOK_AGAIN_MS);
  }
  return { fresh, again, left };
}

/**
 * Opens rows for pages that were let in, and gives back the places of those that others opened.
 *
 * One that is not new may be our own doing of which the table's client did not hear: by our token it is, and keeps its
 * place. Another try of this very page may have opened it as well, and died since: its messages are sent, but the place
 * is not ours.
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
  const again = unsure.filter((page, n) => others.has(page) && isOpenedHere(rows[n], page));
  if (others.size > 0) await deps.admissions.giveBack(crawl.sk, others.size);
  return { fresh: admitted.filter((page) => !others.has(page)), again };
}

/** Whether it is open, and was found here. What is read as a sitemap is not read as a page as well. */
function isOpenedHere(row: FrontierRow | undefined, page: Found): boolean {
  return row?.mark !== undefined && row.parent === page.parent && row.sitemap === undefined;
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

/** Notes that the crawl does not see the whole site. */
export async function cutShort({
  deps,
  crawl,
  reached,
}: Pick<PostContext, 'deps' | 'crawl' | 'reached'>): Promise<void> {
  if (crawl.cut && (reached === undefined || crawl.ended_by !== undefined)) return;
  await noteCut(deps.table, crawl, reached);
  deps.crawls.forget(crawl.sk);
}
