import { Agent, type buildConnector } from 'undici';
import { type Web, WebError, type WebRequest, type WebResponse } from '#ports/web.ts';
import { watchBytes } from './byte-watch.ts';
import { ACCEPT_ENCODING } from './content-encoding.ts';
import { parseCidrs } from './guard.ts';
import { type Guard, guardedConnector, type Resolve, systemResolve } from './guard-connect.ts';
import { PortList } from './port-list.ts';
import { type ProxyAddress, parseProxy } from './proxy-address.ts';
import { proxiedConnector } from './proxy-connect.ts';
import { resolveAside } from './resolve-aside.ts';
import { WebExchange } from './web-exchange.ts';

export interface UndiciWebOptions {
  /** CIDRs of addresses that are not public and may be connected to all the same. */
  readonly allow_private: readonly string[];
  /** Ports, and ranges of ports, at which pages may be asked for at public addresses. */
  readonly ports: readonly string[];
  /** Proxy by which everything is asked for, as {@link parseProxy} reads it; empty or absent: none. */
  readonly proxy?: string;
  /** Resolves names; when absent the system's resolver, and with a proxy {@link resolveAside}. */
  readonly resolve?: Resolve;
}

/** Connections to one origin, each with one request at a time; politeness allows far fewer. */
const MAX_CONNECTIONS = 64;
/** Large policies and cookies make 16 KiB, the usual bound, too tight. */
const MAX_HEADER_BYTES = 64 * 1024;
/** A request has its own time limit; this one ends connecting where that was long given up. */
const CONNECT_TIMEOUT_MS = 10_000;
/** To a proxy, and once more for what it does: below the usual limit of a request, so that it is told who was slow. */
const PROXY_TIMEOUT_MS = 8000;
/** Servers close idle connections after 5 s or later; a request on one that is just being closed would fail. */
const KEEP_ALIVE_MS = 4000;
const KEEP_ALIVE_MAX_MS = 60_000;

/**
 * The web over undici, with keep-alive and without everything that would act behind the caller's back: redirects, proxies
 * of the environment, retries, cookies. Each connection is made to an address that the guard has passed; by way of a proxy
 * that was chosen, to the proxy, for a host that it has passed as far as can be told here.
 */
export class UndiciWeb implements Web {
  readonly #agent: Agent;
  /** Its own connections: one that is open to an address that is not public is for those alone who may have it opened. */
  readonly #public: Agent;
  readonly #proxy: ProxyAddress | undefined;
  readonly #closing = new AbortController();
  #largest_bytes = 0;

  /** @throws {Error} when one of `allow_private` is no CIDR, one of `ports` no port, or `proxy` none. */
  constructor({ allow_private, ports, proxy = '', resolve }: UndiciWebOptions) {
    this.#proxy = proxy === '' ? undefined : parseProxy(proxy);
    const guard = {
      allowed: parseCidrs(allow_private),
      ports: new PortList(ports),
      resolve: resolve ?? (this.#proxy === undefined ? systemResolve : resolveAside()),
    };
    this.#agent = this.#open(guard);
    this.#public = this.#open({ ...guard, allowed: 'none' });
  }

  #open(guard: Guard): Agent {
    const connect = this.#connector(guard);
    return new Agent({
      connect: (target, callback) =>
        connect(target, (...connected) => {
          callback(...connected);
          if (connected[0] === null) watchBytes(connected[1], () => this.#largest_bytes);
        }),
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

  #connector(guard: Guard): buildConnector.connector {
    const options = { timeout: CONNECT_TIMEOUT_MS, allowH2: false, autoSelectFamily: true };
    if (this.#proxy === undefined) return guardedConnector(options, guard);
    const { signal } = this.#closing;
    return proxiedConnector(options, { proxy: this.#proxy, guard, timeout_ms: PROXY_TIMEOUT_MS, signal });
  }

  async request(request: WebRequest): Promise<WebResponse> {
    const url = requestUrl(request.url);
    this.#largest_bytes = Math.max(this.#largest_bytes, request.max_bytes);
    const forwarding = url.protocol === 'http:' ? this.#proxy : undefined;
    const exchange = new WebExchange(request, forwarding);
    if (exchange.over) return exchange.response;
    const headers = { 'accept-encoding': ACCEPT_ENCODING, ...request.headers, ...shownTo(forwarding) };
    const path = `${url.pathname}${url.search}`;
    try {
      const agent = request.public_only === true ? this.#public : this.#agent;
      agent.dispatch(
        {
          origin: url.origin,
          path: forwarding === undefined ? path : url.origin + path,
          method: 'GET',
          headers,
        },
        exchange,
      );
    } catch (error) {
      exchange.fail(error);
    }
    return exchange.response;
  }

  /** Ends what is under way (`aborted`) and closes all connections. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const agent of [this.#agent, this.#public]) if (!agent.destroyed) await agent.destroy();
  }
}

/** What a proxy is told that is asked for whole URLs; a tunnel's is told when it is made. */
function shownTo(proxy: ProxyAddress | undefined): Record<string, string> {
  return proxy?.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization };
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
