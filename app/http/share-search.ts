import type { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Config } from '#config';

/** What pages of other sites may read: what anybody may who can name an index. */
const SHARED = ['/v1/search', '/v1/indexes/:index/search', '/v1/indexes/:index/suggest'];
/** For how long a browser need not ask again what it may ask. */
const FRESH_S = 86_400;

/**
 * Has browsers let pages of the sites that are named read the answers of searches, errors too. They bring no key and no cookie
 * (docs/adr/0042-which-sites-may-search-here.md). Stands before the guard: a preflight brings no key.
 */
export function shareSearch(app: Hono, { widget_origins }: Pick<Config, 'widget_origins'>): void {
  if (widget_origins.length === 0) return;
  const share = cors({
    origin: widget_origins.includes('*')
      ? '*'
      : (origin) => (isOneOf(widget_origins, origin) ? origin : null),
    allowMethods: ['GET'],
    // Without any, those that are asked for would be allowed: a key among them.
    allowHeaders: ['content-type'],
    exposeHeaders: ['retry-after'],
    maxAge: FRESH_S,
  });
  for (const path of SHARED) app.use(path, share);
}

/** @param origin as a browser names it. */
function isOneOf(allowed: readonly string[], origin: string): boolean {
  return allowed.some((each) => {
    const [scheme = '', suffix] = each.split('*');
    return suffix === undefined ? origin === each : origin.startsWith(scheme) && origin.endsWith(suffix);
  });
}
