import { Agent } from 'undici';
import { type Web, WebError, type WebRequest, type WebResponse } from '#ports/web.ts';
import { ACCEPT_ENCODING } from './content-encoding.ts';
import { parseCidrs } from './guard.ts';
import { guardedConnector, type Resolve, systemResolve } from './guard-connect.ts';
import { WebExchange } from './web-exchange.ts';

export interface UndiciWebOptions {
  /** CIDRs of addresses that are not public and may be connected to all the same. */
  readonly allow_private: readonly string[];
  /** Resolves names; the system's resolver when absent. */
  readonly resolve?: Resolve;
}

/** Connections to one origin, each with one request at a time; politeness allows far fewer. */
const MAX_CONNECTIONS = 64;
/** Large policies and cookies make 16 KiB, the usual bound, too tight. */
const MAX_HEADER_BYTES = 64 * 1024;
/** A request has its own time limit; this one ends connecting where that was long given up. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Servers close idle connections after 5 s or later; a request on one that is just being closed would fail. */
const KEEP_ALIVE_MS = 4000;
const KEEP_ALIVE_MAX_MS = 60_000;

/**
 * The web over undici, with keep-alive and without everything that would act behind the caller's back: redirects, proxies
 * of the environment, retries, cookies. Each connection is made to an address that the guard has passed.
 */
export class UndiciWeb implements Web {
  readonly #agent: Agent;

  /** @throws {Error} when one of `allow_private` is no CIDR. */
  constructor({ allow_private, resolve = systemResolve }: UndiciWebOptions) {
    const guard = { allowed: parseCidrs(allow_private), resolve };
    this.#agent = new Agent({
      connect: guardedConnector(
        { timeout: CONNECT_TIMEOUT_MS, allowH2: false, autoSelectFamily: true },
        guard,
      ),
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      // The whole exchange has one timer, which a byte a minute does not set back.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async request(request: WebRequest): Promise<WebResponse> {
    const url = requestUrl(request.url);
    const exchange = new WebExchange(request);
    if (exchange.over) return exchange.response;
    const headers = { 'accept-encoding': ACCEPT_ENCODING, ...request.headers };
    try {
      this.#agent.dispatch(
        { origin: url.origin, path: `${url.pathname}${url.search}`, method: 'GET', headers },
        exchange,
      );
    } catch (error) {
      exchange.fail(error);
    }
    return exchange.response;
  }

  /** Ends what is under way (`aborted`) and closes all connections. */
  async close(): Promise<void> {
    if (!this.#agent.destroyed) await this.#agent.destroy();
  }
}

function requestUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new WebError('bad_url', `"${text.slice(0, 200)}" is no URL`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new WebError('bad_url', `${text.slice(0, 200)}: only http and https URLs can be asked for`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new WebError(
      'bad_url',
      `${url.origin}: the URL carries credentials, which are not sent; leave them out`,
    );
  }
  return url;
}
