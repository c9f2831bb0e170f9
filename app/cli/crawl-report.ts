import type { CrawlStatus } from './api-schemas.ts';
import { formatCount, formatDuration } from './format.ts';

/** Problems named; the rest is at the address that is named with them. */
const MOST_PROBLEMS = 10;

/** Kinds of outcome, as a report names them. */
const KINDS: Readonly<Record<string, string>> = {
  indexed: 'indexed',
  unchanged: 'unchanged since the last crawl',
  redirected: 'redirected elsewhere',
  alias: 'named another URL as their own',
  refused: 'left alone (robots.txt, noindex, domain or address)',
  gone: 'gone (404 or 410)',
  failed: 'failed',
  unsupported: 'of a type that is not indexed',
  skipped: 'skipped (a limit, or cancelled)',
  unreached: 'not reached any more',
  open: 'not visited',
};

/** Pages that a finished crawl has read. */
export function pagesRead({ report }: CrawlStatus): number {
  return (report?.counts['indexed'] ?? 0) + (report?.counts['unchanged'] ?? 0);
}

/** A finished crawl, for a person: counts and problems. */
export function crawlReportText(status: CrawlStatus): string {
  const took_ms = (status.finished_at_ms ?? status.started_at_ms) - status.started_at_ms;
  const verb = status.state === 'cancelled' ? 'Cancelled the crawl of' : 'Crawled';
  return [
    `${verb} ${status.url} in ${formatDuration(took_ms)}`,
    '',
    ...countLines(status),
    ...problemLines(status),
  ].join('\n');
}

function countLines({ report }: CrawlStatus): string[] {
  if (report === null) return [];
  const { found, ...kinds } = report.counts;
  const shown = Object.keys(KINDS).filter((kind) => (kinds[kind] ?? 0) > 0);
  const lines: [number, string][] = [[found, 'found'], ...shown.map(labelled)];
  const width = Math.max(...lines.map(([count]) => formatCount(count).length));
  const texts = lines.map(([count, label]) => `  ${formatCount(count).padStart(width)} ${label}`);
  if (report.retries > 0)
    texts.push(
      `  ${formatCount(report.retries)} requests were repeated, for ${pages(report.retried.length)}`,
    );
  if (report.limit_hit)
    texts.push('  A limit kept links out: the crawl did not see the whole site (--depth, --limit).');
  return texts;

  function labelled(kind: string): [number, string] {
    return [kinds[kind] ?? 0, KINDS[kind] ?? kind];
  }
}

function problemLines({ report, crawl_id }: CrawlStatus): string[] {
  if (report === null || report.problems.length === 0) return [];
  const shown = report.problems.slice(0, MOST_PROBLEMS);
  const left = report.problems.length - shown.length;
  const more = report.more_problems ? `more than ${formatCount(left)}` : formatCount(left);
  return [
    '',
    'Problems:',
    ...shown.map(({ url, found_on, outcome }) => {
      const source = found_on === '' ? '' : `\n      linked from ${found_on}`;
      return `  ${url}\n      ${outcome.kind}: ${outcome.reason}${source}`;
    }),
    ...(left > 0 ? [`  and ${more} more: sitepack crawls show ${crawl_id} --json`] : []),
  ];
}

/** Where a finished crawl left its index, and what to do next. */
export function nextSteps({ index, version, searchable }: CrawlStatus): string {
  if ((version ?? 0) === 0) return `\nNothing was indexed: there is no version of "${index}".`;
  const state = searchable ? 'can be searched' : 'is packed';
  return `\n"${index}" ${state}, version ${version ?? 0}. Try:\n  sitepack search ${index} WORDS\n  sitepack up`;
}

function pages(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'page' : 'pages'}`;
}
