import type { MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { type Config, isLoopback } from '#config';
import { bringsKey } from '#runtime/shared-key.ts';
import { hostGuard } from './host-guard.ts';
import { Problem } from './problem.ts';

/** What anybody may ask for: searching, and whether this process lives. Everything else tells or changes more. */
const OPEN = [
  /^\/$/,
  /^\/assets\//,
  /^\/healthz$/,
  /^\/readyz$/,
  /^\/openapi\.json$/,
  /^\/v1\/indexes\/[^/]+\/search$/,
];

/**
 * Lets in whom the configuration lets in. What other machines can reach goes by names that we do not know; there the key
 * is what guards it.
 */
export function guard({
  host,
  public_hosts,
  key,
}: Pick<Config, 'host' | 'public_hosts' | 'key'>): MiddlewareHandler {
  return isLoopback(host) ? every(hostGuard([host, ...public_hosts]), requireKey(key)) : requireKey(key);
}

/** Refuses requests that do not bring the key, but for searches and health checks. Without a key nothing is refused. */
function requireKey(key: string): MiddlewareHandler {
  return async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    const open = key === '' || (reads && OPEN.some((path) => path.test(c.req.path)));
    if (!open && !bringsKey(c.req.header('authorization'), key)) {
      // A browser asks its user for the password, and sends it with what the page asks for from then on.
      const headers = { 'www-authenticate': 'Basic realm="Sitepack", charset="UTF-8"' };
      throw new Problem('key_needed', `${c.req.path.slice(0, 200)} is not open to everybody`, { headers });
    }
    await next();
  };
}
