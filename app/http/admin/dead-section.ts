import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';
import type { AdminState, DeadState } from './admin-state.ts';
import { ago, figure, state } from './figures.ts';
import { action, extent, none, panel } from './panel.ts';

/** Messages that were given up. */
export function deadSection({ dead }: AdminState): Html {
  const some = dead.items.length > 0;
  return panel({
    title: 'Dead letters',
    note: extent(dead, 'letter'),
    actions: some ? forAll(dead.total ?? dead.items.length) : '',
    content: some
      ? html`<ul class="letters">
          ${dead.items.map(letter)}
        </ul>`
      : none('No message was given up.'),
  });
}

function forAll(count: number): Html {
  return html`<span class="actions">
    ${action({
      label: 'Resend all',
      method: 'POST',
      path: '/v1/dead-letters/resend',
      question: `Send ${count === 1 ? 'the dead letter' : `all ${count} dead letters`} to their queues again?`,
      about: 'every dead letter',
    })}
    ${action({
      label: 'Drop all',
      method: 'DELETE',
      path: '/v1/dead-letters',
      question: `Drop ${count === 1 ? 'the dead letter' : `all ${count} dead letters`} for good?`,
      about: 'every dead letter',
    })}
  </span>`;
}

function letter(dead: DeadState): Html {
  const { id, queue, type, code, reason, failures, died_at_ms, body, body_cut } = dead;
  const path = `/v1/dead-letters/${encodeURIComponent(id)}`;
  return html`<li class="letter" data-key="${id}">
    <div class="title">
      ${state('bad', code)} <b>${type ?? 'no message'}</b>
      <span class="soft">from ${queue}</span>
      ${failures === null || failures === 0 ? '' : html`<span class="soft">after ${figure(failures, 'failure')}</span>`}
      <span class="soft">${ago(died_at_ms)}</span>
      <span class="actions">
        ${action({ label: 'Resend', method: 'POST', path: `${path}/resend`, done: 'It was sent to its queue again.', about: `${type ?? 'letter'} ${id}` })}
        ${action({ label: 'Drop', method: 'DELETE', path, done: 'It is dropped.', question: 'Drop this dead letter for good?', about: `${type ?? 'letter'} ${id}` })}
      </span>
    </div>
    <p class="reason">${reason}</p>
    <details>
      <summary>Body</summary>
      <pre tabindex="0">${body}</pre>
      ${body_cut ? html`<p class="soft">This is its beginning; <a href="${path}">the whole letter</a> has the rest.</p>` : ''}
    </details>
  </li>`;
}
