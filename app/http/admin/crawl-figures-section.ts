import { html } from 'hono/html';
import { formatMs } from '#app/cli/crawl-figures.ts';
import { counted, formatBytes, formatCount, formatDuration } from '#app/cli/format.ts';
import { reasonText } from '#app/cli/reason-text.ts';
import type { AnswerFigures } from '#core/crawl/answer-figures.ts';
import type { SameTexts } from '#core/crawl/same-texts.ts';
import type { CrawlDetails, CrawlReport } from '../crawl-view.ts';
import type { Html } from '../pages/layout.ts';
import { crawlPath } from './crawl-path.ts';
import { figureItem } from './figure-item.ts';
import { bar, bytes, figure } from './figures.ts';
import { OUTCOME_KINDS } from './outcome-kinds.ts';
import { none, panel } from './panel.ts';
import { table } from './table.ts';

/** What the report of a crawl sums up. */
export function crawlFiguresSection({ report, finished_at_ms }: CrawlDetails): Html {
  if (report === null)
    return panel({
      title: 'Report',
      note: '',
      content: none(
        finished_at_ms === null
          ? 'Reasons, answers, times and the slowest pages are summed up when every page is read and packed.'
          : 'There is none: it was deleted.',
      ),
    });
  const { answers, duplicates } = report;
  return html`<div class="pair">
      ${outcomes(report)}
      ${answers === undefined ? html`<div>${none('The report was written before answers were summed up.')}</div>` : statuses(answers)}
    </div>
    ${answers === undefined ? '' : extremes(report.crawl_id, answers)}
    ${duplicates === undefined || duplicates.pages === 0 ? '' : sameTexts(report.crawl_id, duplicates)}`;
}

function outcomes({ crawl_id, counts, reasons }: CrawlReport): Html {
  const columns = [{ name: 'Outcome' }, { name: 'URLs', unit: '' }];
  const rows = [...OUTCOME_KINDS].flatMap(([kind, name]) => {
    const count = counts[kind] ?? 0;
    if (count === 0) return [];
    const why = Object.entries(reasons[kind] ?? {})
      .toSorted(([, a], [, b]) => b - a)
      .map(([reason, urls]) => `${formatCount(urls)} ${reasonText(reason)}`);
    const told = html`<a href="${crawlPath(crawl_id, { outcome: kind })}">${name}</a>
      ${why.length === 0 ? '' : html`<span class="why">${why.join(', ')}</span>`}`;
    return [{ key: kind, cells: [told, formatCount(count)] }];
  });
  return html`<div>
    ${panel({
      title: 'What became of the URLs',
      note: `${formatCount(counts.found)} found`,
      content: table('URLs by what became of them', columns, rows),
    })}
  </div>`;
}

function statuses({ statuses, times, requests, conditional, not_modified, ...answers }: AnswerFigures): Html {
  const most = Math.max(...Object.values(statuses));
  const rows = Object.entries(statuses).map(([status, urls]) => ({
    key: status,
    cells: [
      html`<b>${status}</b>`,
      formatCount(urls),
      bar(`${formatCount(urls)} URLs`, [
        { name: MOODS[status.charAt(0)] ?? 'failed', share: urls },
        { name: 'free', share: most - urls },
      ]),
    ],
  }));
  const columns = [{ name: 'Status' }, { name: 'URLs', unit: '' }, { name: 'Share' }];
  const asked = `asked whether they had changed: ${formatCount(conditional)}, answered 304: ${formatCount(not_modified)}`;
  return html`<div class="statuses">
    ${panel({
      title: 'Answers',
      note: conditional === 0 ? '' : asked,
      content: html`<dl class="figures answers">
          ${figureItem('Requests', figure(requests, 'request'))}
          ${figureItem('Over the wire', bytes(answers.wire_bytes))}
          ${figureItem('Unpacked', bytes(answers.body_bytes))}
          ${times === null ? '' : html`${time('Half within', times.median_ms)} ${time('95 % within', times.p95_ms)} ${time('Longest', times.longest_ms)}`}
          ${figureItem('First to last', html`<b>${formatDuration(answers.span_ms)}</b>`)}
        </dl>
        ${rows.length === 0 ? none('Nobody answered.') : table('URLs by the status of their last answer', columns, rows)}`,
    })}
  </div>`;
}

/** Colours of statuses by their first digit. */
const MOODS: Readonly<Record<string, string>> = { 2: 'fetched', 3: 'skipped' };

function time(name: string, ms: number): Html {
  const [value = '', unit = ''] = formatMs(ms).split(' ');
  return figureItem(name, html`<b>${value}</b> <span class="unit">${unit}</span>`);
}

function extremes(crawl_id: string, { slowest, largest }: AnswerFigures): Html | '' {
  if (slowest.length === 0) return '';
  const named = (title: string, urls: AnswerFigures['slowest']): Html => {
    const columns = [
      { name: 'URL' },
      { name: 'Time', unit: '' },
      { name: 'Size', unit: '' },
      { name: 'Status', unit: '' },
    ];
    const rows = urls.map(({ url, duration_ms, wire_bytes, body_bytes = wire_bytes, status }) => ({
      key: url,
      cells: [urlLink(crawl_id, url), formatMs(duration_ms), formatBytes(body_bytes), String(status)],
    }));
    return html`<div>${panel({ title, note: '', content: table(title, columns, rows) })}</div>`;
  };
  return html`<div class="pair even">${named('Slowest', slowest)} ${named('Largest', largest)}</div>`;
}

function sameTexts(crawl_id: string, { pages, texts, more, all_compared }: SameTexts): Html {
  const least = all_compared ? '' : 'at least ';
  const note = `${least}${counted(pages, 'page')} beyond the first of each text`;
  const items = texts.map(({ pages: having, urls }) => {
    const left = having - urls.length;
    return html`<li data-key="${urls[0] ?? ''}">
      <details>
        <summary>${formatCount(having)} pages like <span class="url">${urls[0] ?? ''}</span></summary>
        <ul>
          ${urls.map((url) => html`<li>${urlLink(crawl_id, url)}</li>`)}
        </ul>
        ${left > 0 ? html`<p class="soft">and ${formatCount(left)} more</p>` : ''}
      </details>
    </li>`;
  });
  return html`<div class="same">
    ${panel({
      title: 'Pages that say the same',
      note: more ? `${note}; the first ${formatCount(texts.length)} texts are named` : note,
      content: html`<ul>
        ${items}
      </ul>`,
    })}
  </div>`;
}

/** A URL leads to what is known of it; to itself from there. */
function urlLink(crawl_id: string, url: string): Html {
  return html`<a class="url" href="${crawlPath(crawl_id, { explain: url })}">${url}</a>`;
}
