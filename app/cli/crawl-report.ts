import type { CrawlStatus } from './api-schemas.ts';
import { changesText } from './changes-text.ts';
import { answerLines, duplicateLines, extremeLines } from './crawl-figures.ts';
import { counted, formatCount, formatDuration } from './format.ts';
import { heldBlock } from './held-text.ts';
import { incompleteText } from './incomplete-text.ts';
import { isCutBySetLimit, limitHitText } from './limit-hit-text.ts';
import { otherStartsText } from './other-starts-text.ts';
import { outcomeText } from './outcome-text.ts';
import { overriddenText } from './overridden-text.ts';
import { reasonText } from './reason-text.ts';
import { refusedLinksText } from './refused-links-text.ts';

/** Problems named; the rest is at the address that is named with them. */
const MOST_PROBLEMS = 10;

/** Reasons named of a kind. */
const MOST_REASONS = 5;

/** What sets a limit otherwise. */
const OPTIONS = 'See --depth, --limit, --max-bytes, --max-seconds.';

/** Kinds of outcome, as a report names them. */
const KINDS: Readonly<Record<string, string>> = {
  indexed: 'indexed',
  unchanged: 'unchanged since the last crawl',
  redirected: 'redirected elsewhere',
  alias: 'named another URL as their own',
  refused: 'refused',
  gone: 'gone',
  failed: 'failed',
  unsupported: 'of a type that is not indexed',
  skipped: 'never asked for',
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
  const { report } = status;
  const verb = status.state === 'cancelled' ? 'Cancelled the crawl of' : 'Crawled';
  return [
    `${verb} ${status.url} in ${formatDuration(took_ms)}`,
    ...changesLines(status),
    '',
    ...countLines(status),
    ...(report?.answers === undefined ? [] : extremeLines(report.answers)),
    ...(report?.duplicates === undefined ? [] : duplicateLines(report.duplicates)),
    ...problemLines(status),
  ].join('\n');
}

/** What came and went with the version that has what it read. */
function changesLines({ index, version, held, report }: CrawlStatus): string[] {
  if (report?.documents === undefined) return [];
  const changes = changesText(report.documents);
  if (held) return [`In the version of "${index}" that was held: ${changes}`];
  return version === null || version === 0 ? [] : [`In "${index}": ${changes}; version ${version}`];
}

function countLines({ report, progress, state }: CrawlStatus): string[] {
  if (report === null) return [];
  const { found, ...kinds } = report.counts;
  const shown = Object.keys(KINDS).filter((kind) => (kinds[kind] ?? 0) > 0);
  const lines: [number, string][] = [[found, 'found'], ...shown.map(labelled)];
  const width = Math.max(...lines.map(([count]) => formatCount(count).length));
  const texts = lines.map(([count, label]) => `  ${formatCount(count).padStart(width)} ${label}`);
  if (report.answers !== undefined) texts.push(...answerLines(report.answers));
  if (report.retries > 0)
    texts.push(
      `  ${formatCount(report.retries)} requests were repeated, for ${counted(report.retried.length, 'page')}`,
    );
  const { read = 0, entries = 0 } = report.sitemaps ?? {};
  if (read > 0) {
    texts.push(`  ${counted(read, 'sitemap')} read, with ${counted(entries, 'entry')}`);
  }
  // What the workers counted last may have come after the report.
  const refused = refusedLinksText(progress.refused_links);
  if (refused !== undefined) texts.push(`  ${refused}`);
  const overridden = overriddenText(report.overridden ?? {});
  if (overridden !== undefined) texts.push(`  ${overridden}`);
  if (report.limit_hit)
    texts.push(`  ${limitHitText(report)}${isCutBySetLimit(report) ? ` ${OPTIONS}` : ''}`);
  const incomplete = incompleteText(report, state);
  if (incomplete !== undefined) texts.push(`  ${incomplete}`);
  const other_starts = otherStartsText(report.other_starts);
  if (other_starts !== undefined) texts.push(`  ${other_starts}`);
  return texts;

  function labelled(kind: string): [number, string] {
    const reasons = Object.entries(report?.reasons[kind] ?? {}).toSorted(([, a], [, b]) => b - a);
    const named = reasons
      .slice(0, MOST_REASONS)
      .map(([why, count]) => `${formatCount(count)} ${reasonText(why)}`);
    const more = reasons.length > MOST_REASONS ? ['others'] : [];
    const label = KINDS[kind] ?? kind;
    return [kinds[kind] ?? 0, named.length === 0 ? label : `${label}: ${[...named, ...more].join(', ')}`];
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
      return `  ${url}\n      ${outcomeText(outcome)}${source}`;
    }),
    ...(left > 0 ? [`  and ${more} more: sitepack crawls show ${crawl_id} --json`] : []),
  ];
}

/** Where a finished crawl left its index, and what to do next. */
export function nextSteps({ index, version, searchable, held, report }: CrawlStatus): string {
  if (held) return heldBlock(index, report?.held ?? []);
  if (version === null || version === 0) return `\nNothing was indexed: there is no version of "${index}".`;
  const state = searchable ? 'can be searched' : 'is packed';
  // A crawl that is packed while it goes on has made more versions than the last.
  const before = report?.documents?.since ?? version - 1;
  return [
    `\n"${index}" ${state}, version ${version}. Try:`,
    `  sitepack search ${index} WORDS`,
    // Both are named: the live version may be another by then, or one may be held.
    ...(before > 0 && before < version
      ? [`  sitepack index diff ${index} --from ${before} --to ${version}`]
      : []),
    '  sitepack up',
  ].join('\n');
}
