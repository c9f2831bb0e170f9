import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';

/** Files that pages load; each is named by its content, so that browsers may keep it for ever. */
export interface Assets {
  /** In the order in which they are loaded. */
  readonly styles: readonly string[];
  readonly script: string;
  readonly icon: string;
}

const YEAR_S = 31_536_000;

/** What one page has of its own. */
export interface AssetFiles {
  /** Under which its style is served. */
  readonly name: string;
  /** Its style in parts, which are served as one. */
  readonly styles: readonly URL[];
  readonly script: URL;
}

const BASE = new URL('base.css', import.meta.url);
const ICON = new URL('icon.svg', import.meta.url);

/** Reads the files, and what all pages have in common, and serves them; the result has their paths. */
export function serveAssets(app: Hono, files: AssetFiles): Assets {
  const serve = (name: string, parts: readonly URL[], type: string): string => {
    const body = parts.map((part) => readFileSync(part, 'utf8')).join('\n');
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    const path = `/assets/${name.replace('.', `.${hash}.`)}`;
    app.get(path, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': `public, max-age=${YEAR_S}, immutable` }),
    );
    return path;
  };
  return {
    styles: [
      serve('base.css', [BASE], 'text/css; charset=utf-8'),
      serve(`${files.name}.css`, files.styles, 'text/css; charset=utf-8'),
    ],
    script: serve(`${files.name}.js`, [files.script], 'text/javascript; charset=utf-8'),
    icon: serve('icon.svg', [ICON], 'image/svg+xml'),
  };
}
