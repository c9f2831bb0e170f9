import { isIPv6, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { WebError } from '#ports/web.ts';
import { askForNobody } from './ask-for-nobody.ts';
import { type Guard, refusalBehindProxy } from './guard-connect.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { proxyMute, proxyRefusal } from './proxy-failure.ts';
import { askTunnel, connectToProxy } from './proxy-tunnel.ts';

/** Whom a proxy is asked to connect to, and how it is reached. */
export interface ProxyRoute {
  readonly proxy: ProxyAddress;
  readonly guard: Guard;
  /** For the way to the proxy, and once more for what it does. */
  readonly timeout_ms: number;
  /** Ends tunnels that are being made. */
  readonly signal: AbortSignal;
}

/**
 * Makes connections by way of a proxy: for an https site a tunnel through it, for an http site a connection to the proxy
 * alone, which is asked for whole URLs. What the guard refuses is not asked for.
 */
export function proxiedConnector(
  options: buildConnector.BuildOptions,
  route: ProxyRoute,
): buildConnector.connector {
  const connect = buildConnector({ ...options, timeout: route.timeout_ms });
  // One of its own: sessions of TLS are remembered by name, and a proxy may have the name of a site.
  const connectProxy = buildConnector({ ...options, timeout: route.timeout_ms });
  const answers = oneAtATime(() => isAnswering(connectProxy, route));
  return (target, callback) => void connectBy(route, target, { connect, connectProxy, answers, callback });
}

interface WaysToProxy {
  readonly connectProxy: buildConnector.connector;
  /** Whether it answers anything. */
  readonly answers: () => Promise<boolean>;
}

async function connectBy(
  route: ProxyRoute,
  target: buildConnector.Options,
  {
    connect,
    callback,
    ...ways
  }: WaysToProxy & {
    readonly connect: buildConnector.connector;
    readonly callback: buildConnector.Callback;
  },
): Promise<void> {
  let socket: Socket;
  try {
    socket = await open(target, ways, route);
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)), null);
    return;
  }
  if (target.protocol === 'https:') connect({ ...target, httpSocket: socket }, callback);
  else callback(null, socket);
}

/** A connection by which an http site is asked for, or TLS with an https one is begun. @throws {WebError} */
async function open(
  target: buildConnector.Options,
  { connectProxy, answers }: WaysToProxy,
  { proxy, guard, timeout_ms, signal }: ProxyRoute,
): Promise<Socket> {
  const refused = await refusalBehindProxy(guard, target);
  if (refused !== undefined) throw refused;
  const socket = await connectToProxy(connectProxy, proxy);
  if (target.protocol !== 'https:') return socket;
  const host = isIPv6(target.hostname) ? `[${target.hostname}]` : target.hostname;
  const authority = `${host}:${target.port === '' ? '443' : target.port}`;
  const asked = askTunnel(socket, { proxy, target: authority, timeout_ms, signal });
  const { status } = await asked.catch(async (error: unknown) => {
    const isSilent = error instanceof WebError && error.code === 'timeout';
    throw isSilent && !(await answers()) ? proxyMute(proxy, authority, error) : error;
  });
  if (status >= 200 && status < 300) return socket;
  socket.destroy();
  throw proxyRefusal(proxy, authority, status);
}

/**
 * Whether a proxy that says nothing of one host answers at all. That it says nothing of others tells nothing: where one site
 * is crawled and is not there, it may wait for that one longer than we do for it.
 */
async function isAnswering(
  connectProxy: buildConnector.connector,
  { proxy, timeout_ms, signal }: ProxyRoute,
): Promise<boolean> {
  try {
    // No site is waited for, so it takes less; the usual limit of a request has room for this as well.
    await askForNobody(connectProxy, proxy, { timeout_ms: timeout_ms / 2, signal });
    return true;
  } catch {
    return false;
  }
}

/** Whoever asks while it is being found out is told the same. */
function oneAtATime<T>(find: () => Promise<T>): () => Promise<T> {
  let finding: Promise<T> | undefined;
  return () => {
    finding ??= find().finally(() => (finding = undefined));
    return finding;
  };
}
