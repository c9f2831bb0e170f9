import { type FrontierRow, isLedToByNone, isOfStart } from '#core/tables/frontier.ts';
import { type AnswerFigures, AnswerSums } from './answer-figures.ts';
import { type LinkCounts, addCounts } from './link-counts.ts';
import { type Outcome, type Wish, isKeptOut, isPage, isReadAsPage } from './outcome.ts';
import { type ReasonCounts, ReasonSums } from './reason-counts.ts';
import { type SameTexts, SameTextFinder } from './same-texts.ts';
import type { PageAddress } from './url.ts';

/** Problems named in a report; all of them are at `/v1/crawls/{id}/pages`. */
const MOST_PROBLEMS = 1000;
/** URLs named that took more than one try. */
const MOST_RETRIED = 1000;

interface Problem {
  readonly url: string;
  readonly found_on: string;
  readonly outcome: Outcome;
}

interface SitemapCounts {
  read: number;
  entries: number;
  incomplete: number;
}

export interface CrawlSummary {
  /** URLs by what became of them; `found` is their sum. */
  readonly counts: { readonly found: number } & Readonly<Record<string, number>>;
  /** The same by why they came to it, where there is more to say than what. */
  readonly reasons: ReasonCounts;
  /**
   * Sitemaps that were read, how many entries they have, and how many were not read to their end. They are no pages, and
   * not among `counts`.
   */
  readonly sitemaps: Readonly<SitemapCounts>;
  /** What was asked for, and what the answers were. */
  readonly answers: AnswerFigures;
  /** Pages that say the same as others. */
  readonly duplicates: SameTexts;
  /** Links that were not followed, as the pages that they are on tell it. */
  readonly refused_links: LinkCounts;
  /** Requests beyond one per URL. */
  readonly retries: number;
  /** URLs that took more than one try, at most 1,000. */
  readonly retried: readonly { readonly url: string; readonly attempts: number }[];
  /**
   * URLs that did not make it into the index though they might have been meant to, at most 1,000. Those that were kept
   * out, or that nobody asked for, come last: what rules, traps and limits do is mostly right, and there may be many.
   */
  readonly problems: readonly Problem[];
  readonly more_problems: boolean;
  /** URLs for which wishes of their hosts were passed over, by wish, as the settings of the index have it. */
  readonly overridden: Readonly<Partial<Record<Wish, number>>>;
  /** Pages of the index that nothing led to and that were opened at its end. */
  readonly known: number;
  /** Pages at which other crawls of the index began, and this one at its end. */
  readonly other_starts: readonly string[];
  /** Links were not seen: a page failed that could be read before, or not one page could be read. */
  readonly blind: boolean;
}

/** What is asked of a crawl beside its frontier. */
export interface SummarizedCrawl {
  /** Where it began. */
  readonly start: PageAddress;
  /** Whether the page of a row was read at some time. */
  readonly wasReadable: (row: FrontierRow) => Promise<boolean>;
}

/** Sums up the frontier of a crawl, in bounded memory. */
export async function summarize(
  rows: AsyncIterable<FrontierRow>,
  { start, wasReadable }: SummarizedCrawl,
): Promise<CrawlSummary> {
  const counts: { found: number } & Record<string, number> = { found: 0 };
  const retried: { url: string; attempts: number }[] = [];
  const problems: Problem[] = [];
  const unasked: Problem[] = [];
  const sitemaps: SitemapCounts = { read: 0, entries: 0, incomplete: 0 };
  const answers = new AnswerSums();
  const reasons = new ReasonSums();
  const duplicates = new SameTextFinder();
  const overridden: Partial<Record<Wish, number>> = {};
  let refused_links: LinkCounts = {};
  let retries = 0;
  let problem_count = 0;
  let known = 0;
  const other_starts: string[] = [];
  let blind = false;
  let read = false;
  let led_away: Problem | undefined;
  for await (const row of rows) {
    answers.add(row);
    refused_links = addCounts(refused_links, row.kept_out ?? {});
    if (isLedToByNone(row)) known += 1;
    if (row.other_start === true) other_starts.push(row.url);
    if (isSitemap(row)) countSitemap(sitemaps, row);
    else {
      countPage(counts, row);
      reasons.add(row);
      duplicates.add(row);
    }
    const attempts = row.attempts ?? 0;
    if (attempts > 1) {
      retries += attempts - 1;
      if (retried.length < MOST_RETRIED) retried.push({ url: row.url, attempts });
    }
    if (row.outcome === undefined) continue;
    for (const wish of row.outcome.overridden ?? []) overridden[wish] = (overridden[wish] ?? 0) + 1;
    // A crawl without any page whose links are known (a start page with a slip in its path) knows nothing of the site.
    read ||= isReadAsPage(row.outcome);
    if (!isSitemap(row) && isPointing(row.outcome))
      led_away = { url: row.url, found_on: row.parent, outcome: row.outcome };
    if (!isProblem(row.outcome)) continue;
    problem_count += 1;
    const isUnasked = isKeptOut(row.outcome) || row.outcome.kind === 'skipped';
    const named = isUnasked ? unasked : problems;
    if (named.length < MOST_PROBLEMS)
      named.push({ url: row.url, found_on: row.parent, outcome: row.outcome });
    // Without its start page a crawl saw nothing.
    if (isBlinding(row.outcome)) blind ||= isOfStart(row, start) || (await wasReadable(row));
  }
  // A crawl that ended at its start page, because that leads to where it may not go, has but that to tell.
  if (counts.found === 1 && led_away !== undefined) {
    problems.push(led_away);
    problem_count += 1;
  }
  return {
    counts,
    reasons: reasons.counts,
    sitemaps,
    answers: answers.figures,
    duplicates: duplicates.found,
    refused_links,
    overridden,
    retries,
    retried,
    problems: [...problems, ...unasked].slice(0, MOST_PROBLEMS),
    more_problems: problem_count > MOST_PROBLEMS,
    known,
    other_starts,
    blind: blind || !read,
  };
}

/** Whether a page leads to another one, in whose place it is not read. */
function isPointing({ kind }: Outcome): boolean {
  return kind === 'redirected' || kind === 'alias';
}

/** One that is named as a sitemap may turn out to be a page. */
function isSitemap({ sitemap, outcome }: FrontierRow): boolean {
  return sitemap !== undefined && (outcome === undefined || !isPage(outcome));
}

function countSitemap(sitemaps: SitemapCounts, { outcome }: FrontierRow): void {
  if (outcome?.kind !== 'sitemap') return;
  if (outcome.incomplete !== undefined) sitemaps.incomplete += 1;
  if (outcome.pages + outcome.sitemaps === 0) return;
  sitemaps.read += 1;
  sitemaps.entries += outcome.pages + outcome.sitemaps;
}

function countPage(counts: { found: number } & Record<string, number>, { outcome }: FrontierRow): void {
  const kind = outcome?.kind ?? 'open';
  counts.found += 1;
  counts[kind] = (counts[kind] ?? 0) + 1;
}

/** What a site's owner would want to look at. */
export function isProblem(outcome: Outcome): boolean {
  if (outcome.kind === 'sitemap') return outcome.incomplete !== undefined;
  return ['failed', 'gone', 'refused', 'unsupported', 'skipped'].includes(outcome.kind);
}

/** The page may be as it was: it could not be looked at. */
export function isBlinding(outcome: Outcome): boolean {
  if (outcome.kind === 'refused') return outcome.by === 'robots_unavailable' || outcome.by === 'address';
  return outcome.kind === 'failed' || outcome.kind === 'skipped';
}
