import { html } from 'hono/html';
import type { Assets } from './assets.ts';

/** A piece of a page: escaped HTML. */
export type Html = ReturnType<typeof html>;

/**
 * The frame of every page. @param variant `start` puts the search box in the middle.
 * @param bar what stands in the header: the search box, or ways around the page.
 */
export function layout(page: {
  readonly title: string;
  readonly variant: 'start' | 'results' | 'admin';
  readonly assets: Assets;
  readonly bar: Html | '';
  readonly main: Html;
  /** Where programs find what it shows. */
  readonly data?: string;
}): Html {
  const { assets, variant, data = '/v1/indexes' } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${page.title}</title>
        <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
        ${assets.styles.map((style) => html`<link rel="stylesheet" href="${style}" />`)}
        <script src="${assets.script}" defer></script>
      </head>
      <body class="${variant}">
        <a class="skip" href="#main">Skip to ${variant === 'admin' ? 'the state' : 'the results'}</a>
        <header>
          <div class="bar">
            <a class="brand" href="/"
              ><img src="${assets.icon}" width="28" height="28" alt="" /><span>Sitepack</span></a
            >
            ${page.bar}
          </div>
        </header>
        <main id="main" tabindex="-1">${page.main}</main>
        <footer>
          <p>Powered by Sitepack. Programs ask <a href="${data}">${data}</a>.</p>
        </footer>
      </body>
    </html>`;
}
