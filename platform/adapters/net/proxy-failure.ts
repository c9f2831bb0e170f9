import { WebError } from '#ports/web.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { tellCause } from './web-failure.ts';

type Named = Pick<ProxyAddress, 'name'>;

/** The proxy itself is not there: no connection to it, or none that is secure. */
export function proxyUnreachable({ name }: Named, cause: unknown): WebError {
  return new WebError('proxy_failed', `the proxy ${name} cannot be reached (${tellCause(cause)})`, { cause });
}

/** It was asked for a connection, and gave no answer that is HTTP. */
export function proxyBroken({ name }: Named, target: string, cause: unknown): WebError {
  const why = tellCause(cause);
  return new WebError('proxy_failed', `the proxy ${name} did not connect to ${target} (${why})`, { cause });
}

/** It has answered nothing by now: most often because it waits for the site. */
export function proxySilent({ name }: Named, target: string, timeout_ms: number): WebError {
  return new WebError('timeout', `the proxy ${name} has not connected to ${target} within ${timeout_ms} ms`);
}

/** It answers nothing to anybody, so it says nothing of the site that it does not. */
export function proxyMute({ name }: Named, target: string, cause: unknown): WebError {
  return new WebError(
    'proxy_failed',
    `the proxy ${name} answers nothing, neither for ${target} nor for a host that does not exist`,
    { cause },
  );
}

/** It wants to know who asks. Another try would be answered no otherwise. */
export function proxyWantsPassword({
  name,
  authorization,
}: Pick<ProxyAddress, 'name' | 'authorization'>): WebError {
  const what =
    authorization === undefined ? 'wants a user and a password' : 'does not take the user or the password';
  return new WebError(
    'proxy_failed',
    `the proxy ${name} ${what} (407); they stand in SITEPACK_PROXY, as in http://user:password@proxy.site.gov:3128`,
    { transient: false },
  );
}

/** What an answer to CONNECT means that is no success: 5xx is about the site, as whoever asks it himself finds it. */
export function proxyRefusal(proxy: ProxyAddress, target: string, status: number): WebError {
  if (status === 407) return proxyWantsPassword(proxy);
  const { name } = proxy;
  if (status === 504)
    return new WebError('timeout', `${target} did not answer the proxy ${name} in time (504)`);
  if (status >= 500)
    return new WebError('connection_failed', `the proxy ${name} could not connect to ${target} (${status})`);
  return new WebError('proxy_failed', `the proxy ${name} refuses to connect to ${target} (${status})`, {
    transient: false,
  });
}
