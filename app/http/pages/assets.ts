import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Hono } from 'hono';

/** Files that pages load; each is named by its content, so that browsers may keep it for ever. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}

const YEAR_S = 31_536_000;

/** The style and the script of one page, and the icon that all have. */
export interface AssetFiles {
  readonly style: URL;
  readonly script: URL;
}

const ICON = new URL('icon.svg', import.meta.url);

/** Reads the files and serves them; the result has their paths. */
export function serveAssets(app: Hono, files: AssetFiles): Assets {
  const serve = (file: URL, type: string): string => {
    const body = readFileSync(file, 'utf8');
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    const path = `/assets/${basename(file.pathname).replace('.', `.${hash}.`)}`;
    app.get(path, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': `public, max-age=${YEAR_S}, immutable` }),
    );
    return path;
  };
  return {
    style: serve(files.style, 'text/css; charset=utf-8'),
    script: serve(files.script, 'text/javascript; charset=utf-8'),
    icon: serve(ICON, 'image/svg+xml'),
  };
}
