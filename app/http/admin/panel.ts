import { html } from 'hono/html';
import { counted, formatCount } from '#app/cli/format.ts';
import type { Html } from '../pages/layout.ts';
import type { Listed } from './admin-state.ts';

/** The heading of a part of the page, and what is in it. */
export function panel(heading: {
  readonly title: string;
  /** Beside the title: how many, and what is left out. */
  readonly note: Html | string;
  readonly actions?: Html | '';
  readonly content: Html | readonly Html[];
}): Html {
  const { title, note, actions = '', content } = heading;
  return html`<div class="head">
      <h2>${title}</h2>
      <p class="note">${note}</p>
      ${actions}
    </div>
    ${content}`;
}

/** How many there are, and how many of them are shown if not all. */
export function extent({ items, total, cut }: Listed<unknown>, noun: string): string {
  const shown = counted(items.length, noun);
  if (!cut) return shown;
  if (total === null) return `the first ${shown}; there are more`;
  return `${formatCount(items.length)} of ${counted(total, noun)}`;
}

/** What stands in place of an empty list. */
export function none(text: Html | string): Html {
  return html`<p class="none">${text}</p>`;
}

/** A button that the script listens to: it sends `method` to `path` when the question was answered with yes. */
export function action(button: {
  readonly label: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON with a POST; an empty object when absent. */
  readonly body?: Readonly<Record<string, string>>;
  /** Said when it is done; absent where the answer says what was. */
  readonly done?: string;
  /** Absent for what harms nothing. */
  readonly question?: string;
  /** Said to who cannot see what it stands beside. */
  readonly about: string;
}): Html {
  const { label, method, path, body = {}, done = '', question = '', about } = button;
  return html`<button
    type="button"
    class="${question === '' ? '' : 'harm'}"
    data-method="${method}"
    data-path="${path}"
    data-body="${JSON.stringify(body)}"
    data-done="${done}"
    data-question="${question}"
    aria-label="${label}: ${about}"
  >
    ${label}
  </button>`;
}
