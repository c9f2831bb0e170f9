import { html } from 'hono/html';
import { explanationLines } from '#app/cli/explanation-lines.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { Html } from '../pages/layout.ts';
import { none, panel } from './panel.ts';

/** What an index and its crawls know of a URL. */
export function explainedSection({ url, known, indexes, elsewhere }: Explanation): Html {
  const lines = indexes.flatMap((facts) => [...spelling(facts.url, url), ...explanationLines(facts)]);
  const others = elsewhere.map((page) => html`<li>${page.url} in ${page.index}</li>`);
  return panel({
    title: 'Explained',
    note: html`<a class="url" href="${url}" rel="noreferrer">${url}</a>, the same
      <a href="${explainPath(url, indexes[0]?.index)}">as JSON</a>`,
    content: known
      ? html`<dl class="explained">
          ${lines.map(
            ([name, text]) =>
              html`<dt>${name}</dt>
                <dd>${text}</dd>`,
          )}
        </dl>`
      : html`${none('Neither the index nor its latest crawls have come across it.')}
        ${
          others.length === 0
            ? ''
            : html`<p>It is known elsewhere:</p>
                <ul>
                  ${others}
                </ul>`
        }`,
  });
}

/** The index may know the page by another URL than the one that is asked about. */
function spelling(known: string, asked: string): [name: string, text: string][] {
  return known === asked ? [] : [['known as', known]];
}

function explainPath(url: string, index: string | undefined): string {
  const asked = { url, ...(index === undefined ? {} : { index }), aliases: 'true' };
  return `/v1/explain?${new URLSearchParams(asked).toString()}`;
}
