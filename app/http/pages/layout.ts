import { html } from 'hono/html';
import type { Assets } from './assets.ts';

/** A piece of a page: escaped HTML. */
export type Html = ReturnType<typeof html>;

/** The frame of every page. @param variant `start` puts the search box in the middle. */
export function layout(page: {
  readonly title: string;
  readonly variant: 'start' | 'results';
  readonly assets: Assets;
  readonly form: Html | '';
  readonly main: Html;
}): Html {
  const { assets } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${page.title}</title>
        <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets.style}" />
        <script src="${assets.script}" defer></script>
      </head>
      <body class="${page.variant}">
        <a class="skip" href="#main">Skip to the results</a>
        <header>
          <div class="bar">
            <a class="brand" href="/"
              ><img src="${assets.icon}" width="28" height="28" alt="" /><span>Sitepack</span></a
            >
            ${page.form}
          </div>
        </header>
        <main id="main" tabindex="-1">${page.main}</main>
        <footer>
          <p>Powered by Sitepack. Programs ask <a href="/v1/indexes">/v1/indexes</a>.</p>
        </footer>
      </body>
    </html>`;
}
