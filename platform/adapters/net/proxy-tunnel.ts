import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { WebError } from '#ports/web.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { proxyBroken, proxySilent, proxyUnreachable } from './proxy-failure.ts';

/** What a proxy has answered to CONNECT, and the connection: with a 2xx it goes to the target from here on. */
export interface TunnelAnswer {
  readonly status: number;
  readonly socket: Socket;
}

/** A connection to the proxy itself, at whatever address it is: whoever runs this chose it. @throws {WebError} */
export function connectToProxy(connect: buildConnector.connector, proxy: ProxyAddress): Promise<Socket> {
  const { protocol, hostname, port, name } = proxy;
  const target = { protocol, hostname, host: new URL(name).host, port: String(port) };
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  connect(target, (...connected) => {
    if (connected[0] === null) resolve(connected[1]);
    else reject(proxyUnreachable(proxy, connected[0]));
  });
  return promise;
}

/**
 * Asks a proxy for a connection (CONNECT, RFC 9110, section 9.3.6).
 * @param socket to the proxy; closed when this fails.
 * @param target host and port, as in `site.gov:443`.
 * @throws {WebError} `timeout` after `timeout_ms`, `aborted`, or `proxy_failed` for what is no answer.
 */
export function askTunnel(
  socket: Socket,
  {
    proxy,
    target,
    timeout_ms,
    signal,
  }: { proxy: ProxyAddress; target: string; timeout_ms: number; signal: AbortSignal },
): Promise<TunnelAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<TunnelAnswer>();
  const { authorization } = proxy;
  const asked = request({
    method: 'CONNECT',
    path: target,
    // Its answer is read by the parser of Node, whose bound of headers holds.
    createConnection: () => socket,
    headers: {
      host: target,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    },
  });
  const stop = (): void => void asked.destroy(new WebError('aborted', 'the client was closed'));
  const timer = setTimeout(() => asked.destroy(proxySilent(proxy, target, timeout_ms)), timeout_ms);
  const settled = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  };
  asked.once('connect', ({ statusCode }, _duplex, head) => {
    settled();
    if (head.length > 0) socket.unshift(head);
    resolve({ status: statusCode ?? 0, socket });
  });
  asked.on('error', (error) => {
    settled();
    socket.destroy();
    reject(error instanceof WebError ? error : proxyBroken(proxy, target, error));
  });
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  asked.end();
  return promise;
}
