import { crawlMessages } from '#core/crawl/page-messages.ts';
import { schemeOf, canonicalUrl, pageKey, urlOf } from '#core/crawl/url.ts';
import { admitPages, returnPages } from '#core/tables/admitted.ts';
import { type Crawl, allCrawls, noteCut } from '#core/tables/crawls.ts';
import { type Found, openUrls, readUrls } from '#core/tables/frontier.ts';
import { type Page, readPages } from '#core/tables/pages.ts';
import { readSettings } from '#core/tables/settings.ts';
import { keptStarts } from '#core/tables/start-pages.ts';
import { NO_PROGRESS, writeTally } from '#core/tables/tallies.ts';
import type { Handling } from '#runtime/worker.ts';
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
}

/**
 * Has crawls that saw all there is to see from their start pages begin, before they drop what they did not reach, at other
 * start pages of their index too: so crawls that begin at two pages of one site, in turn, do not drop what the other has
 * found. Their links are followed as those of any start page. Looked at are the start pages in the settings of the index, else those at
 * which its crawls began, as far as they lie in the scope of a crawl, by its scheme; those that are gone are none.
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
  for (const [one, urls] of apart) {
    const others = crawls.filter(
      (other) => urls.includes(urlOf(other) ?? '') && isBeside(one.crawl, other, ended),
    );
    beside.set(one, others);
    const covered = new Set(others.map(urlOf));
    const wanted = urls.filter((url) => !covered.has(url));
    if (wanted.length === 0) continue;
    await begin(deps, one.crawl, wanted, handling);
    still.delete(one);
  }
  const isOver = new Set([...still].map(({ crawl }) => crawl.sk));
  return [...still].map((one) => sparing(one, beside.get(one), isOver));
}

function sparing(
  one: OverCrawl,
  others: readonly Crawl[] | undefined,
  isOver: ReadonlySet<string>,
): OverCrawl {
  if (others === undefined) return one;
  const since_ms = Math.min(...[one.crawl, ...others].map(({ started_at_ms }) => started_at_ms));
  const crawls = others.filter(({ sk, mark }) => mark !== undefined && !isOver.has(sk));
  return { ...one, spared: { since_ms, crawls } };
}

/**
 * Whether a crawl went on at some time since another began, and sees the whole site, as far as is known by now.
 * @param ended those that are over with this packing, and whether they did.
 */
function isBeside({ sk, started_at_ms }: Crawl, other: Crawl, ended: ReadonlyMap<string, boolean>): boolean {
  if (other.sk === sk || other.state === 'cancelled') return false;
  if (other.mark !== undefined) return ended.get(other.sk) !== false;
  return other.complete === true && (other.finished_at_ms ?? 0) >= started_at_ms;
}

/** Start pages of the index that are a crawl's business, and that it did not come to. */
async function unreachedStarts({ table }: Deps, crawl: Crawl): Promise<string[]> {
  const { settings } = await readSettings(table, crawl.pk);
  const kept = await keptStarts(table, crawl.pk);
  const named = settings.crawl?.start?.flatMap((url) => canonicalUrl(url) ?? []);
  const mayRead = await readable(table, crawl);
  const starts = (named ?? kept).filter((url) => schemeOf(url) === crawl.scheme && mayRead(url));
  const unreached = starts.filter((url) => url !== urlOf(crawl));
  if (unreached.length === 0) return [];
  const rows = await readUrls(table, crawl.sk, unreached);
  const keys = unreached.map((url) => pageKey(url));
  const pages = await readPages(table, crawl.pk, keys);
  return unreached.filter((_, n) => rows[n] === undefined && isThere(pages[n]));
}

/** Whether there may be something behind a start page, as it was seen last. */
function isThere(page: Page | undefined): boolean {
  return page !== undefined && page.outcome?.kind !== 'gone' && page.outcome?.kind !== 'unreached';
}

/**
 * Opens further start pages of a crawl, and sends their messages. Where its page limit has no room for all of them, it did not see
 * the whole site.
 */
async function begin(
  { table, random }: Deps,
  crawl: Crawl,
  urls: readonly string[],
  { send, signal }: Pick<Handling, 'send' | 'signal'>,
): Promise<void> {
  signal.throwIfAborted();
  const granted = await admitPages(table, random, crawl.sk, urls.length);
  if (granted < urls.length) await noteCut(table, crawl);
  const found = urls
    .slice(0, granted)
    .map((url): Found => ({ url, depth: 0, parent: '', other_start: true }));
  await openUrls(table, crawl.sk, found);
  // Asked of the rows, which tell whose they are: a late link may have opened one, which is read as what that led to.
  const rows = (
    await readUrls(
      table,
      crawl.sk,
      found.map(({ url }) => url),
    )
  ).filter((row) => row !== undefined);
  await send(...rows.filter(({ mark }) => mark !== undefined).flatMap((row) => crawlMessages(crawl, row)));
  const opened = rows.filter(({ other_start }) => other_start === true).length;
  if (opened < found.length) await returnPages(table, random, crawl.sk, found.length - opened);
  if (opened > 0) await writeTally(table, crawl.sk, WORKER, { ...NO_PROGRESS, found: opened });
}
