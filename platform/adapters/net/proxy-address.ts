/** The proxy that pages are asked for by. */
export interface ProxyAddress {
  readonly protocol: 'http:' | 'https:';
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** As it may be shown: scheme, host and port, and never who asks. */
  readonly name: string;
  /** Value of `Proxy-Authorization` (RFC 7617): secret. Absent where the proxy is told nothing. */
  readonly authorization?: string;
}

const DEFAULT_PORTS = { 'http:': 80, 'https:': 443 } as const;

/**
 * Reads `SITEPACK_PROXY`: `http://` or `https://`, user and password with `@` behind them if it wants some, host and port.
 * @throws {Error} which repeats nothing of it.
 */
export function parseProxy(text: string): ProxyAddress {
  const url = URL.parse(text);
  if (url === null) throw wrong('is no URL');
  const { protocol, hostname, pathname, search, hash } = url;
  if (!isOfProxies(protocol)) throw wrong('begins neither with http:// nor with https://');
  if (pathname !== '/' || search !== '' || hash !== '') throw wrong('has more than a host and a port');
  const port = url.port === '' ? DEFAULT_PORTS[protocol] : Number(url.port);
  const name = `${protocol}//${hostname}:${port}`;
  const authorization = basic(url);
  const where = { protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port, name };
  return authorization === undefined ? where : { ...where, authorization };
}

function isOfProxies(protocol: string): protocol is keyof typeof DEFAULT_PORTS {
  return Object.hasOwn(DEFAULT_PORTS, protocol);
}

function basic({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const [user, secret] = [decoded(username), decoded(password)];
  if (user.includes(':')) throw wrong('has a user with a colon, which ends a user');
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The cause has the text in its message.
    throw wrong('has a "%" in user or password that is none of percent-encoding; write %25');
  }
}

function wrong(what: string): Error {
  return new Error(
    `SITEPACK_PROXY ${what}; write it as http://proxy.site.gov:3128, or http://user:password@…`,
  );
}
