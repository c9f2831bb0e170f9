import { html } from 'hono/html';
import { formatCount, formatDuration } from '#app/cli/format.ts';
import { refusedLinksText } from '#app/cli/refused-links-text.ts';
import type { Html } from '../pages/layout.ts';
import type { AdminState, FinishedCrawl, HostState, MovingCrawl } from './admin-state.ts';
import { cancelButton } from './cancel-button.ts';
import { crawlPath } from './crawl-path.ts';
import { crawlState } from './crawl-state.ts';
import { figureItem } from './figure-item.ts';
import { ago, bytes, figure, left, rate, spark, state } from './figures.ts';
import { limitsText } from './limits-text.ts';
import { extent, none, panel } from './panel.ts';
import { pagesLeft, progressBar } from './progress-bar.ts';
import { table } from './table.ts';

/** Crawls that move, and those that ended last. */
export function crawlsSection({ crawls, finished }: AdminState): Html {
  const moving =
    crawls.items.length === 0
      ? none(html`No crawl moves. <code>sitepack crawl https://your.site/</code> starts one.`)
      : html`<div class="crawls">${crawls.items.map(movingCrawl)}</div>`;
  return panel({
    title: 'Crawls',
    note: `${extent(crawls, 'crawl')} on the move`,
    content: html`${moving} ${finished.items.length === 0 ? '' : finishedCrawls(finished.items)}`,
  });
}

function movingCrawl(crawl: MovingCrawl): Html {
  const { crawl_id, index, url, progress, waiting, limits } = crawl;
  const { found, fetched, failed, skipped } = progress;
  const refused = refusedLinksText(progress.refused_links);
  return html`<article class="crawl" data-key="${crawl_id}" aria-label="Crawl of ${url}">
    <div class="title">
      <h3><a href="${crawlPath(crawl_id)}">${index}</a></h3>
      ${crawlState(crawl.state)}
      <a class="url" href="${url}" rel="noreferrer">${url}</a>
      <span class="soft">started ${ago(crawl.started_at_ms)}</span>
      ${crawl.state === 'running' ? cancelButton(crawl) : ''}
    </div>
    ${progressBar(progress)}
    <dl class="figures">
      ${figureItem('Now', rate(crawl.pages_per_s_now, 'pages/s'), '', spark(`crawl ${crawl_id}`, crawl.pages_per_s_now))}
      ${figureItem('On the whole', rate(progress.pages_per_s, 'pages/s'))}
      ${figureItem('Found', figure(found, 'page'))}
      ${figureItem('Fetched', figure(fetched, 'page'), 'fetched')}
      ${figureItem('Failed', figure(failed, 'page'), 'failed')}
      ${figureItem('Skipped', figure(skipped, 'page'), 'skipped')}
      ${figureItem('Left', figure(pagesLeft(progress), 'page'), 'open')}
      ${figureItem('Read', bytes(progress.bytes))}
    </dl>
    <ul class="hosts">
      ${crawl.hosts.items.map(host)}
      ${crawl.hosts.cut ? html`<li class="soft">${extent(crawl.hosts, 'host')} shown</li>` : ''}
    </ul>
    ${waiting === null ? '' : html`<p class="hint">${state('warn', 'waits')} ${waiting}</p>`}
    ${refused === undefined ? '' : html`<p class="soft">${refused}</p>`}
    ${
      crawl.state === 'cancelled'
        ? html`<p class="hint">What it read until it was cancelled is being packed.</p>`
        : ''
    }
    <p class="soft limits">
      ${limitsText(limits)}
      <a href="${crawlPath(crawl_id, { outcome: 'failed' })}">Failed pages</a>
    </p>
  </article>`;
}

function host({ host: name, in_flight, ahead, next_slot_at_ms, blocked_until_ms }: HostState): Html {
  return html`<li data-key="${name}">
    <b class="name">${name}</b>
    <span>${figure(in_flight, 'request')} in flight</span>
    ${ahead === 0 ? '' : html`<span>${figure(ahead, 'turn')} ahead</span>`}
    <span>next slot ${next_slot_at_ms === null ? 'now' : left(next_slot_at_ms)}</span>
    ${
      blocked_until_ms === null
        ? html`<span class="soft">not blocked</span>`
        : html`<span
            >${state('warn', 'blocked')} asked to be left alone, free ${left(blocked_until_ms)}</span
          >`
    }
  </li>`;
}

function finishedCrawls(finished: readonly FinishedCrawl[]): Html {
  const columns = [
    { name: 'Index' },
    { name: 'State' },
    { name: 'Start' },
    { name: 'Found', unit: 'pages' },
    { name: 'Fetched', unit: 'pages' },
    { name: 'Failed', unit: 'pages' },
    { name: 'Skipped', unit: 'pages' },
    { name: 'Took', unit: '' },
    { name: 'Version', unit: '' },
    { name: 'Ended' },
    { name: 'Report' },
  ];
  const rows = finished.map((crawl) => {
    const { found, fetched, failed, skipped } = crawl.progress;
    const took =
      crawl.finished_at_ms === null ? '' : formatDuration(crawl.finished_at_ms - crawl.started_at_ms);
    return {
      key: crawl.crawl_id,
      cells: [
        html`<b>${crawl.index}</b>`,
        crawlState(crawl.state),
        html`<span class="url" title="${crawl.url}">${crawl.url}</span>`,
        ...[found, fetched, failed, skipped].map((pages) => formatCount(pages)),
        took,
        versionText(crawl),
        ago(crawl.finished_at_ms),
        html`<a href="${crawlPath(crawl.crawl_id)}" aria-label="Report of the crawl of ${crawl.index}"
          >Report</a
        >`,
      ],
    };
  });
  return html`<h3 class="sub">Ended last</h3>
    ${table('Crawls that ended last', columns, rows)}`;
}

function versionText({ version, held }: FinishedCrawl): string {
  if (held) return 'held';
  return version === null || version === 0 ? '–' : String(version);
}
