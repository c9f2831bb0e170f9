import type { Context, MiddlewareHandler } from 'hono';
import { every, except } from 'hono/combine';
import { type Config, isLoopback } from '#config';
import { bringsKey } from '#runtime/shared-key.ts';
import { hostGuard } from './host-guard.ts';
import { Problem } from './problem.ts';

type Access = Pick<Config, 'host' | 'advertise' | 'public_hosts' | 'key'>;

/**
 * What anybody may ask for: searching indexes that they can name, whether this process lives, and whether it has the key
 * of who is about to send it. Everything else tells or changes more, and so does the search page for who brings the key.
 */
const OPEN = [
  /^\/$/,
  /^\/assets\//,
  /^\/widget\.js$/,
  /^\/healthz$/,
  /^\/readyz$/,
  /^\/openapi\.json$/,
  /^\/v1\/key-proof$/,
  /^\/v1\/indexes\/[^/]+\/(?:search|suggest)$/,
  /^\/v1\/search$/,
];
/** Whoever may search may say which hit they followed. */
const OPEN_TO_TELL = /^\/v1\/indexes\/[^/]+\/clicks$/;

/**
 * Lets in whom the configuration lets in. On the loopback address the names of it guard. What other machines can reach
 * may go by names that nobody told us: the key guards it there, and names as well once they are told. For a key that
 * others know, such as a default, must not be of use to a page of another site in a browser of this network.
 */
export function guard(config: Access): MiddlewareHandler {
  const { host, advertise, public_hosts } = config;
  const key = requireKey(config);
  if (isLoopback(host)) return every(hostGuard([host, ...public_hosts]), key);
  if (public_hosts.length === 0) return key;
  // Load balancers probe by whatever they were given, and are told yes or no.
  const named = hostGuard([host, advertise, ...public_hosts], { addresses: true });
  return every(except(['/healthz', '/readyz'], named), key);
}

/** Whether who asks may be told of everything: they bring the key, or there is none. */
export function maySeeAll(c: Context, { key }: Pick<Config, 'key'>): boolean {
  return key === '' || bringsKey(c.req.header('authorization'), key);
}

/** Refuses requests that do not bring the key, but for searches and health checks. Without a key nothing is refused. */
function requireKey(config: Pick<Config, 'key'>): MiddlewareHandler {
  return async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    const tells = c.req.method === 'POST' && OPEN_TO_TELL.test(c.req.path);
    const open = tells || (reads && OPEN.some((path) => path.test(c.req.path)));
    if (!open && !maySeeAll(c, config)) {
      // A browser asks its user for the password, and sends it with what the page asks for from then on.
      const headers = { 'www-authenticate': 'Basic realm="Sitepack", charset="UTF-8"' };
      throw new Problem('key_needed', `${c.req.path.slice(0, 200)} is not open to everybody`, { headers });
    }
    await next();
  };
}
