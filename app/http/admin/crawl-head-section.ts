import { html } from 'hono/html';
import { changesText } from '#app/cli/changes-text.ts';
import { formatCount, formatDuration } from '#app/cli/format.ts';
import { incompleteText } from '#app/cli/incomplete-text.ts';
import { isCutByLimit, limitHitText } from '#app/cli/limit-hit-text.ts';
import { otherStartsText } from '#app/cli/other-starts-text.ts';
import { overriddenText } from '#app/cli/overridden-text.ts';
import { refusedLinksText } from '#app/cli/refused-links-text.ts';
import type { CrawlDetails } from '../crawl-view.ts';
import type { Html } from '../pages/layout.ts';
import { cancelButton } from './cancel-button.ts';
import { crawlState } from './crawl-state.ts';
import { figureItem } from './figure-item.ts';
import { limitsText } from './limits-text.ts';
import { ago, bytes, figure, rate, state } from './figures.ts';
import { pagesLeft, progressBar } from './progress-bar.ts';

/** What a crawl is, how far, and what should be known of how it ended. */
export function crawlHeadSection(crawl: CrawlDetails): Html {
  const { index, url, progress, limits, crawl_id } = crawl;
  const { found, fetched, failed, skipped } = progress;
  const over = crawl.finished_at_ms !== null;
  return html`<article class="crawl" aria-label="Crawl of ${url}">
    <div class="title">
      <h2>${index}</h2>
      ${crawlState(crawl.state)}
      <a class="url" href="${url}" rel="noreferrer">${url}</a>
      ${crawl.state === 'running' ? cancelButton(crawl) : ''}
    </div>
    <p class="soft">${times(crawl)} ${versionText(crawl)}</p>
    ${progressBar(progress)}
    <dl class="figures">
      ${figureItem('Found', figure(found, 'page'))}
      ${figureItem('Fetched', figure(fetched, 'page'), 'fetched')}
      ${figureItem('Failed', figure(failed, 'page'), 'failed')}
      ${figureItem('Skipped', figure(skipped, 'page'), 'skipped')}
      ${over ? '' : figureItem('Left', figure(pagesLeft(progress), 'page'), 'open')}
      ${figureItem('Read', bytes(progress.bytes))}
      ${figureItem('On the whole', rate(progress.pages_per_s, 'pages/s'))}
    </dl>
    ${notes(crawl).map((note) => html`<p class="hint">${note}</p>`)}
    <p class="soft limits">
      ${limitsText(limits)}
      <code>${crawl_id}</code>
    </p>
  </article>`;
}

function times({ started_at_ms, finished_at_ms }: CrawlDetails): Html {
  if (finished_at_ms === null) return html`Started ${ago(started_at_ms)}.`;
  return html`Started ${ago(started_at_ms)}, ended ${ago(finished_at_ms)}, took
  ${formatDuration(finished_at_ms - started_at_ms)}.`;
}

function versionText({ finished_at_ms, version, held, report }: CrawlDetails): string {
  if (finished_at_ms === null) return '';
  const changes = report?.documents === undefined ? '' : `: ${changesText(report.documents)}`;
  if (held) return `What it read waits with a version that is held${changes}.`;
  return version === null || version === 0
    ? 'There was nothing to publish.'
    : `Packed in version ${version}${changes}.`;
}

/** What is out of the ordinary. */
function notes({ waiting, state: word, report, progress, finished_at_ms }: CrawlDetails): (Html | string)[] {
  const found: (Html | string)[] = [];
  if (waiting !== null && finished_at_ms === null) found.push(html`${state('warn', 'waits')} ${waiting}`);
  if (word === 'cancelled' && report === null)
    found.push('What it read until it was cancelled is being packed.');
  for (const { text } of report?.held ?? []) found.push(html`${state('warn', 'held')} ${text}`);
  if (report?.limit_hit === true)
    found.push(html`${state('warn', isCutByLimit(report) ? 'limit' : 'cut')} ${limitHitText(report)}`);
  const incomplete = report === null ? undefined : incompleteText(report, word);
  if (incomplete !== undefined) found.push(html`${state('warn', 'incomplete')} ${incomplete}`);
  const other_starts = otherStartsText(report?.other_starts);
  if (other_starts !== undefined) found.push(other_starts);
  const refused = refusedLinksText(progress.refused_links);
  if (refused !== undefined) found.push(refused);
  const overridden = overriddenText(report?.overridden ?? {});
  if (overridden !== undefined) found.push(overridden);
  return [...found, ...countNotes(report)];
}

function countNotes(report: CrawlDetails['report']): string[] {
  if (report === null) return [];
  const { retries, sitemaps } = report;
  return [
    ...((sitemaps?.read ?? 0) > 0
      ? [
          `Sitemaps read: ${formatCount(sitemaps?.read ?? 0)}, with entries: ${formatCount(sitemaps?.entries ?? 0)}.`,
        ]
      : []),
    ...(retries > 0 ? [`Requests repeated: ${formatCount(retries)}.`] : []),
  ];
}
