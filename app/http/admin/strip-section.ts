import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';
import type { AdminState } from './admin-state.ts';
import { figure, rate, spark } from './figures.ts';

/** The few figures that say at a glance whether all is well. */
export function stripSection(state: AdminState): Html {
  const { crawls, queues, dead, indexes, searchers, issues, processes } = state;
  const rates = crawls.items.map(({ pages_per_s_now }) => pages_per_s_now).filter((each) => each !== null);
  const pages_per_s = crawls.items.length > 0 && rates.length === 0 ? null : sum(rates);
  const waiting = sum(queues.items.map(({ ready, delayed }) => ready + delayed));
  const in_flight = sum(queues.items.map((queue) => queue.in_flight));
  const alive = processes.items.filter((each) => each.state === 'alive').length;
  const held = indexes.items.filter((index) => index.held !== null).length;
  const letters = dead.total ?? dead.items.length;
  return html`<dl class="strip">
    ${item('Read now', rate(pages_per_s, 'pages/s'), { spark: spark('all pages/s', pages_per_s ?? 0) })}
    ${item('Waiting in queues', figure(waiting, 'message'), { spark: spark('all waiting', waiting) })}
    ${item('In work', figure(in_flight, 'message'), { spark: spark('all in work', in_flight) })}
    ${item('Moving', figure(crawls.total ?? crawls.items.length, 'crawl'))}
    ${item('Searchable', figure(sum(indexes.items.map((index) => index.documents)), 'document'))}
    ${item('Given up', figure(letters, 'dead letter'), { bad: letters > 0 })}
    ${item('Serving', figure(searchers.total ?? 0, 'searcher'))}
    ${item('Held', figure(held, 'version'), { bad: held > 0 })}
    ${item('In the way', figure(issues.total ?? 0, 'issue'), { bad: (issues.total ?? 0) > 0 })}
    ${item('Alive', figure(alive, 'process'))}
  </dl>`;
}

function item(name: string, value: Html, more: { readonly spark?: Html; readonly bad?: boolean } = {}): Html {
  return html`<div class="${more.bad === true ? 'alarm' : ''}" data-key="${name}">
    <dt>${name}</dt>
    <dd>${value}</dd>
    ${more.spark ?? ''}
  </div>`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
