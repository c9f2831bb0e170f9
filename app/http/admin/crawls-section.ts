import { html } from 'hono/html';
import { formatCount, formatDuration } from '#app/cli/format.ts';
import type { CrawlState } from '../crawl-view.ts';
import type { Html } from '../pages/layout.ts';
import type { AdminState, FinishedCrawl, HostState, MovingCrawl } from './admin-state.ts';
import { type Mood, ago, bar, bytes, figure, left, rate, spark, state } from './figures.ts';
import { action, extent, none, panel } from './panel.ts';
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
  const open = Math.max(0, found - fetched - failed - skipped);
  return html`<article class="crawl" data-key="${crawl_id}" aria-label="Crawl of ${url}">
    <div class="title">
      <h3>${index}</h3>
      ${crawlState(crawl.state)}
      <a class="url" href="${url}" rel="noreferrer">${url}</a>
      <span class="soft">started ${ago(crawl.started_at_ms)}</span>
      ${crawl.state === 'running' ? cancel(crawl) : ''}
    </div>
    ${bar(
      `Of ${formatCount(found)} pages found, ${formatCount(fetched)} are fetched, ${formatCount(failed)} failed, ${formatCount(skipped)} are skipped`,
      [
        { name: 'fetched', share: fetched },
        { name: 'failed', share: failed },
        { name: 'skipped', share: skipped },
        { name: 'open', share: open },
      ],
    )}
    <dl class="figures">
      ${item('Now', rate(crawl.pages_per_s_now, 'pages/s'), spark(`crawl ${crawl_id}`, crawl.pages_per_s_now))}
      ${item('On the whole', rate(progress.pages_per_s, 'pages/s'))} ${item('Found', figure(found, 'page'))}
      ${item('Fetched', figure(fetched, 'page'), '', 'fetched')}
      ${item('Failed', figure(failed, 'page'), '', 'failed')}
      ${item('Skipped', figure(skipped, 'page'), '', 'skipped')}
      ${item('Left', figure(open, 'page'), '', 'open')} ${item('Read', bytes(progress.bytes))}
    </dl>
    <ul class="hosts">
      ${crawl.hosts.items.map(host)}
      ${crawl.hosts.cut ? html`<li class="soft">${extent(crawl.hosts, 'host')} shown</li>` : ''}
    </ul>
    ${waiting === null ? '' : html`<p class="hint">${state('warn', 'waits')} ${waiting}</p>`}
    ${
      crawl.state === 'cancelled'
        ? html`<p class="hint">What it read until it was cancelled is being packed.</p>`
        : ''
    }
    <p class="soft limits">
      At most ${formatCount(limits.pages)} pages, ${formatCount(limits.depth)} links deep.
      <a href="/v1/crawls/${encodeURIComponent(crawl_id)}/pages?outcome=failed">Failed pages</a>
    </p>
  </article>`;
}

function item(name: string, value: Html, drawn: Html | '' = '', key = ''): Html {
  return html`<div class="${key}">
    <dt>${name}</dt>
    <dd>${value}</dd>
    ${drawn}
  </div>`;
}

const MOODS: Readonly<Record<CrawlState, Mood>> = {
  running: 'busy',
  packing: 'busy',
  done: 'good',
  cancelled: 'idle',
};

function crawlState(word: CrawlState): Html {
  return state(MOODS[word], word);
}

function cancel({ crawl_id, index }: MovingCrawl): Html {
  return action({
    label: 'Cancel',
    method: 'DELETE',
    path: `/v1/crawls/${encodeURIComponent(crawl_id)}`,
    question: `Cancel the crawl of ${index}? What it has read is packed; what is left is not read.`,
    done: `The crawl of ${index} is cancelled.`,
    about: `the crawl of ${index}`,
  });
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
        crawl.version === null || crawl.version === 0 ? '–' : crawl.version,
        ago(crawl.finished_at_ms),
        html`<a
          href="/v1/crawls/${encodeURIComponent(crawl.crawl_id)}"
          aria-label="Report of the crawl of ${crawl.index}"
          >Report</a
        >`,
      ],
    };
  });
  return html`<h3 class="sub">Ended last</h3>
    ${table('Crawls that ended last', columns, rows)}`;
}
