import { buildConnector } from 'undici';
import { askForNobody, NOBODY } from './ask-for-nobody.ts';
import { parseProxy } from './proxy-address.ts';
import { proxyRefusal } from './proxy-failure.ts';

/**
 * Whether a proxy is there, and takes user and password: it is asked for a connection to a host that does not exist.
 * @param text as `SITEPACK_PROXY` has it. @param timeout_ms for the way to it, and once more for its answer.
 * @returns what was seen, with nothing secret in it.
 * @throws {WebError} when it cannot be reached, does not answer, or wants another password.
 */
export async function checkProxy(text: string, timeout_ms: number): Promise<string> {
  const proxy = parseProxy(text);
  const connect = buildConnector({ timeout: timeout_ms, allowH2: false, autoSelectFamily: true });
  const { signal } = new AbortController();
  const status = await askForNobody(connect, proxy, { timeout_ms, signal });
  if (status === 407) throw proxyRefusal(proxy, NOBODY, status);
  return `${proxy.name} answers (${status} for a host that does not exist)`;
}
