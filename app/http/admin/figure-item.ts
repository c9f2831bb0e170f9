import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';

/**
 * One figure of a list of them.
 * @param key its colour in a bar, where it has one. @param drawn beside it.
 */
export function figureItem(name: string, value: Html, key = '', drawn: Html | '' = ''): Html {
  return html`<div class="${key}">
    <dt>${name}</dt>
    <dd>${value}</dd>
    ${drawn}
  </div>`;
}
