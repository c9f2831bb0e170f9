import { schemeOf, canonicalUrl, pageKey, urlOf } from '#core/crawl/url.ts';
import { admitPages } from '#core/tables/admitted.ts';
import { type Crawl, allCrawls, noteCut } from '#core/tables/crawls.ts';
import { type Found, readUrls } from '#core/tables/frontier.ts';
import { type Page, readPages } from '#core/tables/pages.ts';
import { readSettings } from '#core/tables/settings.ts';
import { keptStarts } from '#core/tables/start-pages.ts';
import { NO_PROGRESS, writeTally } from '#core/tables/tallies.ts';
import type { Handling } from '#runtime/worker.ts';
import { openAtEnd } from './open-at-end.ts';
import type { OverCrawl } from './over-crawls.ts';
import { readable } from './readable.ts';
import type { PackerDeps } from './worker.ts';

type Deps = Pick<PackerDeps, 'table' | 'random'>;

/** Whose tally has what is opened here. */
const WORKER = 'packer at starts';

/** What a crawl that is over leaves to others that went on beside it, and began where it did not come. */
export interface Spared {
  /** What any crawl has read since then is not unreached, Unix ms. */
  readonly since_ms: number;
  /** Those of them that go on still: what lies in their scope is theirs to judge. */
  readonly crawls: readonly Crawl[];
  /** Those that ended before: what they reached is not unreached, whoever has read it since. */
  readonly ended: readonly Crawl[];
}

/**
 * Has crawls that saw all there is to see from their start pages begin, before they drop what they did not reach, at other
 * start pages of their index too: so crawls that begin at two pages of one site, in turn, do not drop what the other has
 * found. Their links are followed as those of any start page. Looked at are the start pages in the settings of the index, else those at
 * which its crawls began, as far as they lie in the scope of a crawl, and are not by `http` where that is by `https`; those that are gone are none.
 *
 * A start page is not asked for whose own crawl saw the whole site and went on beside this one, nor where it goes on still:
 * what such crawls read since they began is spared, and what lies in the scope of one that goes on.
 * @param over crawls of one index.
 * @returns those of them that are over still.
 */
export async function withOtherStarts(
  deps: Deps,
  over: readonly OverCrawl[],
  handling: Pick<Handling, 'send' | 'signal'>,
): Promise<OverCrawl[]> {
  /** Start pages to which they did not come. */
  const apart = new Map<OverCrawl, readonly string[]>();
  for (const one of over)
    if (one.complete) {
      const urls = await unreachedStarts(deps, one.crawl);
      if (urls.length > 0) apart.set(one, urls);
    }
  const [first] = apart.keys();
  if (first === undefined) return [...over];
  const crawls = await allCrawls(deps.table, first.crawl.pk);
  const ended = new Map(over.map(({ crawl, complete }) => [crawl.sk, complete]));
  const beside = new Map<OverCrawl, readonly Crawl[]>();
  const still = new Set(over);
  const cut: OverCrawl[] = [];
  for (const [one, urls] of apart) {
    const others = crawls.filter(
      (other) => urls.includes(urlOf(other) ?? '') && isBeside(one.crawl, other, ended),
    );
    beside.set(one, others);
    const covered = new Set(others.map(urlOf));
    const wanted = urls.filter((url) => !covered.has(url));
    if (wanted.length === 0) continue;
    still.delete(one);
    if (await begins(deps, one, wanted, handling)) continue;
    ended.set(one.crawl.sk, false);
    cut.push({ ...one, crawl: { ...one.crawl, cut: true }, complete: false });
  }
  const left = [...still, ...cut];
  const isOver = new Set(left.map(({ crawl }) => crawl.sk));
  return left.map((one) => sparing(one, beside.get(one), isOver));
}

function sparing(
  one: OverCrawl,
  others: readonly Crawl[] | undefined,
  isOver: ReadonlySet<string>,
): OverCrawl {
  if (others === undefined) return one;
  const since_ms = Math.min(...[one.crawl, ...others].map(({ started_at_ms }) => started_at_ms));
  const crawls = others.filter(({ sk, mark }) => mark !== undefined && !isOver.has(sk));
  return { ...one, spared: { since_ms, crawls, ended: others.filter(({ mark }) => mark === undefined) } };
}

/**
 * Whether a crawl went on at some time since another began, and sees the whole site, as far as is known by now.
 * @param ended those that are over with this packing, and whether they did.
 */
function isBeside({ sk, started_at_ms }: Crawl, other: Crawl, ended: ReadonlyMap<string, boolean>): boolean {
  if (other.sk === sk || other.state === 'cancelled') return false;
  if (other.mark !== undefined) return !other.cut && ended.get(other.sk) !== false;
  return other.complete === true && (other.finished_at_ms ?? 0) >= started_at_ms;
}

/** Start pages of the index that are a crawl's business, and that it did not come to. */
async function unreachedStarts({ table }: Deps, crawl: Crawl): Promise<string[]> {
  const { settings } = await readSettings(table, crawl.pk);
  const starts =
    settings.crawl?.start?.flatMap((url) => canonicalUrl(url) ?? []) ?? (await keptStarts(table, crawl.pk));
  const others = starts.filter((url) => url !== urlOf(crawl) && isOfScheme(url, crawl));
  if (others.length === 0) return [];
  const unreached = others.filter(await readable(table, crawl, settings));
  if (unreached.length === 0) return [];
  const rows = await readUrls(table, crawl.sk, unreached);
  const keys = unreached.map((url) => pageKey(url));
  const pages = await readPages(table, crawl.pk, keys);
  return unreached.filter((_, n) => rows[n] === undefined && isThere(pages[n]));
}

/** What began by `http` before it did by `https` was a slip, or a site as it was once; the other way round it was not. */
function isOfScheme(url: string, { scheme }: Crawl): boolean {
  return schemeOf(url) === 'https' || scheme === 'http';
}

/** Whether there may be something behind a start page, as it was seen last. */
function isThere(page: Page | undefined): boolean {
  return page !== undefined && page.outcome?.kind !== 'gone' && page.outcome?.kind !== 'unreached';
}

/**
 * Opens further start pages of a crawl that is over, and sends their messages. Where its page limit has no room for all of
 * them, it did not see the whole site.
 * @returns false where it has room for none: the crawl is over, and is cut.
 */
async function begins(
  deps: Deps,
  { crawl, summary }: OverCrawl,
  urls: readonly string[],
  handling: Pick<Handling, 'send' | 'signal'>,
): Promise<boolean> {
  const { table, random } = deps;
  const granted = await admitPages(table, random, crawl.sk, urls.length);
  const found = urls
    .slice(0, granted)
    .map((url): Found => ({ url, depth: 0, parent: '', other_start: true }));
  const opened = await openAtEnd(deps, crawl, found, ({ other_start }) => other_start === true, handling);
  // A crawl that is cut begins nowhere else, so what it begins at comes first.
  if (granted < urls.length) await noteCut(table, crawl);
  if (granted === 0) return false;
  // It may have begun at others before: each time at those that are new.
  const all = summary.other_starts.length + opened;
  if (all > 0) await writeTally(table, crawl.sk, WORKER, { ...NO_PROGRESS, found: all });
  return true;
}
