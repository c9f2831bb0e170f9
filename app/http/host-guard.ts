import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

/** Names by which a server on the loopback address may be asked for. */
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests that name another host. A page of some other site can make a browser ask 127.0.0.1 for it under
 * that site's name (DNS rebinding); such a request has the site's name as its host.
 * @param configured SITEPACK_HOST, and SITEPACK_PUBLIC_HOSTS: names that a proxy in front passes on as they came.
 */
export function hostGuard(configured: readonly string[]): MiddlewareHandler {
  const allowed = new Set([...LOCAL, ...configured.map((host) => bracketed(host.toLowerCase()))]);
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    const name = host.toLowerCase().replace(/:\d{1,5}$/, '');
    if (!allowed.has(name))
      throw new Problem('unknown_host', `this server does not answer for "${name.slice(0, 255)}"`);
    await next();
  };
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
