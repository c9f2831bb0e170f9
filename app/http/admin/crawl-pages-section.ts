import { html } from 'hono/html';
import { formatMs } from '#app/cli/crawl-figures.ts';
import { formatBytes, formatCount } from '#app/cli/format.ts';
import { reasonText } from '#app/cli/reason-text.ts';
import { reasonOf } from '#core/crawl/reason-counts.ts';
import type { CrawledPage, CrawledPages } from '../crawl-pages.ts';
import type { CrawlDetails } from '../crawl-view.ts';
import type { Html } from '../pages/layout.ts';
import { type CrawlFilter, crawlPagesPath, crawlPath } from './crawl-path.ts';
import { type Mood, state } from './figures.ts';
import { pointsTo } from '#core/crawl/outcome.ts';
import { OUTCOME_KINDS } from './outcome-kinds.ts';
import { none, panel } from './panel.ts';
import { table } from './table.ts';

/** URLs of a crawl and what became of each: some of them, as the filter has it. */
export function crawlPagesSection(
  crawl: CrawlDetails,
  { pages, next }: CrawledPages,
  filter: CrawlFilter,
): Html {
  const { crawl_id } = crawl;
  const rows = pages.map((page) => ({ key: page.url, cells: cells(crawl_id, page) }));
  const empty =
    next === null ? 'There is none.' : 'None so far: those that were looked at came to something else.';
  return panel({
    title: 'URLs',
    note: html`${crawl.report === null ? 'As they were when this page was loaded. ' : ''}<a
        href="/v1/crawls/${encodeURIComponent(crawl_id)}/pages.csv"
        >All as CSV</a
      >, <a href="${crawlPagesPath(crawl_id, filter)}">these as JSON</a>`,
    content: html`<div class="ways">${kinds(crawl, filter)} ${explainForm(crawl_id)}</div>
      ${rows.length === 0 ? none(empty) : table('URLs and what became of them', COLUMNS, rows)}
      ${turns(crawl_id, filter, next)}`,
  });
}

const COLUMNS = [
  { name: 'URL' },
  { name: 'Outcome' },
  { name: 'Status', unit: '' },
  { name: 'Time', unit: '' },
  { name: 'Size', unit: '' },
  { name: 'Requests', unit: '' },
  { name: 'Depth', unit: 'links' },
];

function kinds({ crawl_id, report }: CrawlDetails, { outcome }: CrawlFilter): Html {
  const counted = [...OUTCOME_KINDS].filter(
    ([kind]) => report === null || kind === 'sitemap' || kind === outcome || (report.counts[kind] ?? 0) > 0,
  );
  return html`<nav class="kinds" aria-label="URLs by what became of them">
    ${kindLink(crawl_id, undefined, 'all', report?.counts.found, outcome)}
    ${counted.map(([kind, name]) => kindLink(crawl_id, kind, name, report?.counts[kind], outcome))}
  </nav>`;
}

function kindLink(
  crawl_id: string,
  kind: string | undefined,
  name: string,
  count: number | undefined,
  chosen: string | undefined,
): Html {
  const current = kind === chosen ? 'page' : 'false';
  const many = count === undefined ? '' : html` <span class="unit">${formatCount(count)}</span>`;
  return html`<a href="${crawlPath(crawl_id, { outcome: kind })}" aria-current="${current}"
    >${name}${many}</a
  >`;
}

function explainForm(crawl_id: string): Html {
  return html`<form class="explain" action="${crawlPath(crawl_id)}#explained" role="search">
    <label for="explain">Explain a URL</label>
    <input id="explain" name="explain" type="url" required maxlength="2048" placeholder="https://" />
    <button type="submit">Explain</button>
  </form>`;
}

function cells(crawl_id: string, page: CrawledPage): (Html | string)[] {
  const { url, found_on, answer, attempts, depth } = page;
  return [
    html`<a class="url" href="${crawlPath(crawl_id, { explain: url })}">${url}</a>
      ${found_on === '' ? '' : html`<span class="under">found on ${found_on}</span>`}`,
    outcomeCell(page),
    answer === null ? '–' : String(answer.status),
    answer === null ? '–' : formatMs(answer.duration_ms),
    answer === null ? '–' : formatBytes(answer.body_bytes ?? answer.wire_bytes),
    formatCount(attempts),
    formatCount(depth),
  ];
}

const MOODS: Readonly<Record<string, Mood>> = {
  open: 'busy',
  indexed: 'good',
  unchanged: 'good',
  failed: 'bad',
  gone: 'warn',
};

function outcomeCell({ outcome, answer }: CrawledPage): Html {
  const kind = outcome?.kind ?? 'open';
  const reason = reasonOf({ outcome: outcome ?? undefined, answer: answer ?? undefined });
  const why = reason === undefined ? '' : `: ${reasonText(reason)}`;
  return html`${state(MOODS[kind] ?? 'idle', `${OUTCOME_KINDS.get(kind) ?? kind}${why}`)}
  ${more(outcome, answer).map((text) => html`<span class="why">${text}</span>`)}`;
}

/** What is not said by the other cells. */
function more(outcome: CrawledPage['outcome'], answer: CrawledPage['answer']): string[] {
  if (outcome === null) return [];
  const { reason } = outcome;
  const to = pointsTo(outcome);
  return [
    ...(to === undefined ? [] : [`to ${to}`]),
    ...(answer !== null && reason === `answered ${answer.status}` ? [] : [reason]),
  ];
}

function turns(crawl_id: string, { outcome, after }: CrawlFilter, next: string | null): Html | '' {
  if (after === undefined && next === null) return '';
  return html`<nav class="turns" aria-label="More of them">
    ${after === undefined ? '' : html`<a href="${crawlPath(crawl_id, { outcome })}">← First</a>`}
    ${next === null ? '' : html`<a rel="next" href="${crawlPath(crawl_id, { outcome, after: next })}">Next →</a>`}
  </nav>`;
}
