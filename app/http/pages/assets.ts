import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';

/** Files that pages load; each is named by its content, so that browsers may keep it for ever. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}

const YEAR_S = 31_536_000;

const FILES = {
  style: { file: 'search.css', type: 'text/css; charset=utf-8' },
  script: { file: 'search.js', type: 'text/javascript; charset=utf-8' },
  icon: { file: 'icon.svg', type: 'image/svg+xml' },
} as const;

/** Reads the files and serves them; the result has their paths. */
export function serveAssets(app: Hono): Assets {
  const serve = ({ file, type }: { file: string; type: string }): string => {
    const body = readFileSync(new URL(file, import.meta.url), 'utf8');
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    const path = `/assets/${file.replace('.', `.${hash}.`)}`;
    app.get(path, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': `public, max-age=${YEAR_S}, immutable` }),
    );
    return path;
  };
  return { style: serve(FILES.style), script: serve(FILES.script), icon: serve(FILES.icon) };
}
