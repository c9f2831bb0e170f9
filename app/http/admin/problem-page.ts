import { html } from 'hono/html';
import type { Assets } from '../pages/assets.ts';
import type { Html } from '../pages/layout.ts';
import type { Problem } from '../problem.ts';
import { adminFrame } from './admin-frame.ts';

/** The page in place of one that cannot be shown. @param back where it would lead back to. @param data where programs find what is there. */
export function problemPage(
  assets: Assets,
  problem: Problem,
  at_ms: number,
  { back, data }: { readonly back: { readonly to: string; readonly name: string }; readonly data: string },
): Html {
  return adminFrame({
    title: 'Sitepack admin',
    assets,
    data,
    ways: [back],
    at_ms,
    main: html`<section>${problemNote(problem)}</section>`,
  });
}

/** What is wrong, and what to do. */
export function problemNote(problem: Problem): Html {
  const { title, detail, action, code } = problem.document();
  return html`<div role="alert">
    <h1>${title}</h1>
    <p>${detail}.</p>
    <p class="soft">${action} <code>${code}</code></p>
  </div>`;
}
