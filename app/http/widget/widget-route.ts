import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { etag } from 'hono/etag';

/** By this name pages of other sites load it, whatever version comes. */
export const WIDGET_PATH = '/widget.js';
/** For how long a browser takes it from what it keeps, before it asks whether there is another. */
const FRESH_S = 3600;

/** `/widget.js`: the search box for pages of other sites (docs/widget.md). */
export function widgetRoute(app: Hono): void {
  const script = widgetScript();
  app.get(WIDGET_PATH, etag(), (c) =>
    c.body(script, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': `public, max-age=${FRESH_S}`,
      // Pages that check what they load (`integrity`) ask for it by CORS. It is the same for everybody.
      'access-control-allow-origin': '*',
    }),
  );
}

/**
 * The script with its style in it, so that a page loads one file, and needs no rule for styles in its policy. Both without comments
 * that have lines of their own, and without indentation: neither has a text of several lines.
 */
function widgetScript(): string {
  const read = (name: string): string =>
    readFileSync(new URL(name, import.meta.url), 'utf8')
      .replaceAll(/^\s+/gm, '')
      .replaceAll(/^(?:\/\/.*|\/\*[^]*?\*\/)\n/gm, '');
  const style = JSON.stringify(read('widget.css').replaceAll(/(?<=[;:{,}]) |\n| (?=\{)/g, ''));
  return `((STYLE) => {\n'use strict';\n${read('widget.js')}})(${style});\n`;
}
