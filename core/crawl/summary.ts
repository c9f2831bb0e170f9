import type { FrontierRow } from '#core/tables/frontier.ts';
import type { Outcome } from './outcome.ts';

/** Problems named in a report; all of them are at `/v1/crawls/{id}/pages`. */
const MOST_PROBLEMS = 1000;
/** URLs named that took more than one try. */
const MOST_RETRIED = 1000;

export interface CrawlSummary {
  /** URLs by what became of them; `found` is their sum. */
  readonly counts: { readonly found: number } & Readonly<Record<string, number>>;
  /** Requests beyond one per URL. */
  readonly retries: number;
  /** URLs that took more than one try, at most 1,000. */
  readonly retried: readonly { readonly url: string; readonly attempts: number }[];
  /** URLs that did not make it into the index though they might have been meant to, at most 1,000. */
  readonly problems: readonly {
    readonly url: string;
    readonly found_on: string;
    readonly outcome: Outcome;
  }[];
  readonly more_problems: boolean;
  /** Links were not seen: a page failed that could be read before, or not one page could be read. */
  readonly blind: boolean;
}

/**
 * Sums up the frontier of a crawl, in bounded memory.
 * @param wasReadable whether the page of a row was read at some time.
 */
export async function summarize(
  rows: AsyncIterable<FrontierRow>,
  wasReadable: (row: FrontierRow) => Promise<boolean>,
): Promise<CrawlSummary> {
  const counts: { found: number } & Record<string, number> = { found: 0 };
  const retried: { url: string; attempts: number }[] = [];
  const problems: { url: string; found_on: string; outcome: Outcome }[] = [];
  let retries = 0;
  let problem_count = 0;
  let blind = false;
  let read = false;
  for await (const row of rows) {
    const kind = row.outcome?.kind ?? 'open';
    counts.found += 1;
    counts[kind] = (counts[kind] ?? 0) + 1;
    const attempts = row.attempts ?? 0;
    if (attempts > 1) {
      retries += attempts - 1;
      if (retried.length < MOST_RETRIED) retried.push({ url: row.url, attempts });
    }
    if (row.outcome === undefined) continue;
    read ||= wasRead(row.outcome);
    if (!isProblem(row.outcome)) continue;
    problem_count += 1;
    if (problems.length < MOST_PROBLEMS)
      problems.push({ url: row.url, found_on: row.parent, outcome: row.outcome });
    // Without its start page a crawl saw nothing.
    if (isBlinding(row.outcome)) blind ||= row.depth === 0 || (await wasReadable(row));
  }
  return {
    counts,
    retries,
    retried,
    problems,
    more_problems: problem_count > problems.length,
    blind: blind || !read,
  };
}

/** What a site's owner would want to look at. */
export function isProblem(outcome: Outcome): boolean {
  return ['failed', 'gone', 'refused', 'unsupported', 'skipped'].includes(outcome.kind);
}

/** Its links are known. A crawl without any such page (a start page with a slip in its path) knows nothing of the site. */
function wasRead(outcome: Outcome): boolean {
  return (
    ['indexed', 'unchanged'].includes(outcome.kind) ||
    (outcome.kind === 'refused' && outcome.by === 'noindex')
  );
}

/** The page may be as it was: it could not be looked at. */
function isBlinding(outcome: Outcome): boolean {
  if (outcome.kind === 'refused') return outcome.by === 'robots_unavailable' || outcome.by === 'address';
  return outcome.kind === 'failed' || outcome.kind === 'skipped';
}
