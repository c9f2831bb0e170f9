import { isIPv4, isIPv6 } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

/** Names of this machine for itself. */
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests that name another host. A page of some other site can make a browser ask 127.0.0.1 for it under
 * that site's name (DNS rebinding); such a request has the site's name as its host.
 * @param configured names beside those of the loopback address.
 * @param addresses whether any IP address will do: nobody can make one lead to another machine.
 */
export function hostGuard(
  configured: readonly string[],
  { addresses = false }: { readonly addresses?: boolean } = {},
): MiddlewareHandler {
  const allowed = new Set([...LOCAL, ...configured.map((host) => bracketed(host.toLowerCase()))]);
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    const name = host.toLowerCase().replace(/:\d{1,5}$/, '');
    if (!allowed.has(name) && !(addresses && isAddress(name)))
      throw new Problem('unknown_host', `this server does not answer for "${name.slice(0, 255)}"`);
    await next();
  };
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function isAddress(name: string): boolean {
  return isIPv4(name) || (/^\[.*\]$/.test(name) && isIPv6(name.slice(1, -1)));
}
