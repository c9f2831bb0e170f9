import type { buildConnector } from 'undici';
import type { ProxyAddress } from './proxy-address.ts';
import { askTunnel, connectToProxy } from './proxy-tunnel.ts';

/** A name that no site has (RFC 6761, section 6.4): a proxy can do nothing but say so. */
export const NOBODY = 'sitepack.invalid:443';

/**
 * Asks a proxy for a connection to a host that does not exist, which tells whether it answers at all.
 * @param connect to the proxy, with a time limit of its own. @param options.timeout_ms for its answer.
 * @returns the status of its answer.
 * @throws {WebError} as {@link askTunnel}, and when it cannot be reached.
 */
export async function askForNobody(
  connect: buildConnector.connector,
  proxy: ProxyAddress,
  options: { readonly timeout_ms: number; readonly signal: AbortSignal },
): Promise<number> {
  const socket = await connectToProxy(connect, proxy);
  const { status } = await askTunnel(socket, { proxy, target: NOBODY, ...options });
  socket.destroy();
  return status;
}
