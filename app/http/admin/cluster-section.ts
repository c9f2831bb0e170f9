import { html } from 'hono/html';
import { counted, formatBytes } from '#app/cli/format.ts';
import type { ReplicaState } from '#core/cluster/snapshot.ts';
import type { Html } from '../pages/layout.ts';
import type { AdminState, SearcherState, TileState } from './admin-state.ts';
import { type Mood, ago, bar, bytes, state } from './figures.ts';
import { extent, none, panel } from './panel.ts';

/** Searchers, what lies on each, and what keeps the cluster from what it should be. */
export function clusterSection(all: AdminState): Html {
  const { searchers, issues, orchestrator, at_ms } = all;
  if (!orchestrator.here) {
    return panel({
      title: 'Cluster',
      note: 'known to the active orchestrator alone',
      content: none('This process stands by: it has no map.'),
    });
  }
  const map = html`<div class="map">${searchers.items.map((searcher) => card(searcher, at_ms))}</div>`;
  return panel({
    title: 'Cluster',
    note: `${extent(searchers, 'searcher')}, ${extent(issues, 'issue')}`,
    content: html`${issueList(all)}
    ${searchers.items.length === 0 ? none('No searcher is registered: "sitepack worker searcher" starts one.') : map}`,
  });
}

function issueList({ issues }: AdminState): Html | '' {
  if (issues.items.length === 0) return '';
  return html`<ul class="issues">
    ${issues.items.map(
      ({ code, message, since_ms }) =>
        html`<li data-key="${code} ${message}">
          ${state('bad', code.replaceAll('_', ' '))} <span>${message}</span>
          <span class="soft">since ${ago(Math.round(since_ms / 1000) * 1000)}</span>
        </li>`,
    )}
  </ul>`;
}

function card(searcher: SearcherState, at_ms: number): Html {
  const { id, endpoint, datacenter, silent_ms, packs, used_bytes, reserved_bytes, free_bytes, tiles } =
    searcher;
  const more = packs - tiles.items.length;
  return html`<article class="searcher" data-key="${id}" aria-label="Searcher ${id}">
    <div class="title">
      <h3 title="${id}">${id.slice(0, 8)}</h3>
      <span class="soft">${datacenter}</span>
      <span class="soft">heard ${ago(at_ms - silent_ms)}</span>
    </div>
    <p class="soft url">${endpoint}</p>
    ${bar(
      `Of its room, ${formatBytes(used_bytes)} are used by packs, ${formatBytes(reserved_bytes)} reserved, ${formatBytes(free_bytes)} free`,
      [
        { name: 'used', share: used_bytes },
        { name: 'reserved', share: reserved_bytes },
        { name: 'free', share: free_bytes },
      ],
    )}
    <dl class="room">
      <div class="used">
        <dt>Packs</dt>
        <dd>${bytes(used_bytes)}</dd>
      </div>
      <div class="reserved">
        <dt>Reserved</dt>
        <dd>${bytes(reserved_bytes)}</dd>
      </div>
      <div class="free">
        <dt>Free</dt>
        <dd>${bytes(free_bytes)}</dd>
      </div>
    </dl>
    <ul class="tiles">
      ${tiles.items.map(tile)}
    </ul>
    ${tiles.items.length === 0 && packs === 0 ? html`<p class="soft">holds no pack</p>` : ''}
    ${more > 0 ? html`<p class="soft rest">and ${counted(more, 'more pack')}</p>` : ''}
  </article>`;
}

const MOODS: Readonly<Record<ReplicaState, Mood>> = {
  active: 'good',
  backfilling: 'busy',
  disconnected: 'warn',
  down: 'idle',
};

function tile({ index, version, shard, bytes: size, state: replica }: TileState): Html {
  const title = `${index} version ${version}, shard ${shard}: ${replica}`;
  return html`<li class="tile ${MOODS[replica]}" data-key="${index} ${shard} ${version}" title="${title}">
    <b>${index}</b>
    <span>${shard}, version ${version}</span>
    <span>${state(MOODS[replica], replica)} ${formatBytes(size)}</span>
  </li>`;
}
