import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';
import type { AdminState } from './admin-state.ts';
import { state } from './figures.ts';

/** Who has the role of the orchestrator, and what could not be read. */
export function statusSection({ orchestrator, troubles }: AdminState): Html {
  return html`<p class="role">${role(orchestrator)}</p>
    ${troubles.map(
      ({ part, message }) =>
        html`<p class="trouble" data-key="${part}">
          ${state('warn', 'stale')} What is shown of ${part} is from before: ${message}
        </p>`,
    )}`;
}

function role({ here, endpoint, epoch, settled }: AdminState['orchestrator']): Html {
  if (here) {
    const word = settled ? state('good', 'active') : state('busy', 'waits for searchers to register');
    return html`This process is the orchestrator, epoch ${epoch ?? 0}: ${word}`;
  }
  if (endpoint === null)
    return html`${state('bad', 'no orchestrator')} This process stands by, and none is active: nothing is
    answered until one is.`;
  const link = /^https?:\/\//.test(endpoint) ? html`<a href="${endpoint}/admin">${endpoint}</a>` : endpoint;
  return html`${state('idle', 'stands by')} The active orchestrator is at ${link}: it alone knows searchers
  and what they serve.`;
}
