import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { buildConnector } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '#ports/web.suite.ts';
import type { WebError, WebRequest } from '#ports/web.ts';
import { checkProxy } from './check-proxy.ts';
import { type Resolve, type ResolvedAddress } from './guard-connect.ts';
import { parseProxy } from './proxy-address.ts';
import { proxiedConnector } from './proxy-connect.ts';
import { PortList } from './port-list.ts';
import { resolveAside } from './resolve-aside.ts';
import { askTunnel, connectToProxy } from './proxy-tunnel.ts';
import { CERTIFICATE, PRIVATE_KEY } from './testing/certificate.ts';
import { type MadeProxy, type MadeProxyOptions, openProxy } from './testing/made-proxy.ts';
import { openNameServer } from './testing/made-name-server.ts';
import { closingAfterEach, listenUntilClosed } from './testing/until-closed.ts';
import { UndiciWeb } from './web.ts';

const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, CERTIFICATE]));
afterAll(() => setDefaultCACertificates(trusted));

const closeAfter = closingAfterEach();
const listen = (server: Server): Promise<number> => listenUntilClosed(server, closeAfter);

/** One site, by http and by https. */
type Scheme = 'http' | 'https';
const SCHEMES: Scheme[] = ['http', 'https'];
const siteOf = (scheme: Scheme, answer: RequestListener): Promise<number> =>
  listen(
    scheme === 'http'
      ? createHttpServer(answer)
      : createHttpsServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, answer),
  );

async function proxyOf(options: MadeProxyOptions): Promise<MadeProxy> {
  const proxy = await openProxy(options);
  closeAfter(() => proxy[Symbol.asyncDispose]());
  return proxy;
}

const isSite = (target: string): boolean => target === 'site.test:443';

const unknown: Resolve = () => Promise.reject(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }));
const resolvesTo =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address): ResolvedAddress => ({ address, family: address.includes(':') ? 6 : 4 }));

function openWeb(
  proxy: string,
  { allow_private = [], resolve = unknown }: { allow_private?: string[]; resolve?: Resolve } = {},
): UndiciWeb {
  const web = new UndiciWeb({ allow_private, ports: ['80', '443'], proxy, resolve });
  closeAfter(() => web.close());
  return web;
}

const asking = (url: string, rest: Partial<WebRequest> = {}): WebRequest => ({
  url,
  timeout_ms: 5000,
  max_bytes: 100_000,
  ...rest,
});

const text = (body: Uint8Array): string => new TextDecoder().decode(body);
const page: RequestListener = ({ url, headers }, response) =>
  response.end(JSON.stringify({ url, ...headers }));

describe.each(SCHEMES)('an %s site behind a proxy', (scheme) => {
  const target = scheme === 'http' ? 'http://site.test/a?b' : 'site.test:443';
  const method = scheme === 'http' ? 'GET' : 'CONNECT';

  it.each([false, true])('is read by way of it, secure or not (%s)', async (secure) => {
    const port = await siteOf(scheme, page);
    const proxy = await proxyOf({ secure, portOf: () => port });
    const web = openWeb(`http${secure ? 's' : ''}://127.0.0.1:${proxy.port}`);
    const { body } = await web.request(asking(`${scheme}://site.test/a?b`, { headers: { 'x-a': 'b' } }));
    expect(JSON.parse(text(body))).toMatchObject({ url: '/a?b', host: 'site.test', 'x-a': 'b' });
    expect(proxy.asked).toEqual([{ method, target, authorization: undefined }]);
  });

  it('tells the proxy user and password, and the site nothing of them', async () => {
    const port = await siteOf(scheme, page);
    const authorization = `Basic ${Buffer.from('crawler:p@ss').toString('base64')}`;
    const proxy = await proxyOf({ portOf: () => port, authorization });
    const web = openWeb(`http://crawler:p%40ss@127.0.0.1:${proxy.port}/`);
    const { body } = await web.request(asking(`${scheme}://site.test/a?b`));
    expect(text(body)).not.toMatch(/proxy-/);
    expect(proxy.asked).toEqual([{ method, target, authorization }]);
  });

  it.each(['', 'crawler:wr0ng@'])('is not read when the proxy wants others than "%s"', async (who) => {
    const proxy = await proxyOf({ portOf: () => undefined, authorization: 'Basic x' });
    const failure: WebError = await openWeb(`http://${who}127.0.0.1:${proxy.port}`)
      .request(asking(`${scheme}://site.test/`))
      .then(
        () => expect.unreachable(),
        (error: WebError) => error,
      );
    expect(failure).toMatchObject({ code: 'proxy_failed', transient: false });
    expect(failure.message).toMatch(/the proxy http:\/\/127\.0\.0\.1:\d+ .*\(407\).*SITEPACK_PROXY/);
    expect(failure.message).not.toMatch(/wr0ng/);
  });

  it('is not read when nobody is where the proxy should be', async () => {
    const gone = createServer();
    const port = await listenOnLoopback(gone);
    gone.close();
    await once(gone, 'close');
    await expect(
      openWeb(`http://u:s3cret@127.0.0.1:${port}`).request(asking(`${scheme}://site.test/`)),
    ).rejects.toMatchObject({
      code: 'proxy_failed',
      transient: true,
      message: expect.stringMatching(
        /the proxy http:\/\/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED/,
      ),
    });
  });

  it('is read within the time of the request, though the proxy answers nothing', async () => {
    const proxy = await proxyOf({ portOf: () => undefined, silent: () => true });
    const web = openWeb(`http://127.0.0.1:${proxy.port}`);
    await expect(web.request(asking(`${scheme}://site.test/`, { timeout_ms: 60 }))).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(scheme === 'http' ? /by way of the proxy http:/ : /within 60 ms/),
    });
  });

  it('has the bounds of its bodies', async () => {
    const port = await siteOf(scheme, ({ url }, response) => {
      if (url === '/bomb')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(200_000)));
      else response.end('x'.repeat(200_000));
    });
    const proxy = await proxyOf({ portOf: () => port });
    const web = openWeb(`http://127.0.0.1:${proxy.port}`);
    for (const path of ['/bomb', '/long'])
      await expect(web.request(asking(`${scheme}://site.test${path}`))).rejects.toMatchObject({
        code: 'too_large',
      });
  });

  it('has the bounds of what stands between the parts of its bodies', async () => {
    const port = await siteOf(scheme, ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;');
      const more = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
      };
      socket.on('drain', more);
      more();
    });
    // A proxy that forwards reads chunks itself; by one that passes bytes on they come as they are.
    const proxy = scheme === 'http' ? { port } : await proxyOf({ portOf: () => port });
    await expect(
      openWeb(`http://127.0.0.1:${proxy.port}`).request(asking(`${scheme}://site.test/`)),
    ).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('no whole response') });
  });

  it('is given up with all that is under way', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const silent = await listen(createServer((socket) => socket.once('data', () => resolve())));
    const web = openWeb(`http://127.0.0.1:${silent}`);
    const closed = reached.then(() => web.close());
    await expect(web.request(asking(`${scheme}://site.test/`))).rejects.toMatchObject({ code: 'aborted' });
    await closed;
  });
});

describe('a site of TLS behind a proxy', () => {
  it('is read by a certificate of its own', async () => {
    const port = await siteOf('https', page);
    const proxy = await proxyOf({ portOf: () => port });
    await expect(
      openWeb(`http://127.0.0.1:${proxy.port}`).request(asking('https://other.test/')),
    ).rejects.toMatchObject({ code: 'tls_failed' });
  });

  it('is not read when nobody vouches for the certificate of the proxy', async () => {
    const proxy = await proxyOf({ secure: true, portOf: () => undefined });
    const web = openWeb(`https://127.0.0.1:${proxy.port}`);
    setDefaultCACertificates(trusted);
    try {
      await expect(web.request(asking('https://site.test/'))).rejects.toMatchObject({
        code: 'proxy_failed',
        message: expect.stringMatching(/cannot be reached \(self-signed certificate/),
      });
    } finally {
      setDefaultCACertificates([...trusted, CERTIFICATE]);
    }
  });

  it.each([
    [403, 'proxy_failed', false, /refuses to connect to site\.test:443 \(403\)/],
    [502, 'connection_failed', true, /could not connect to site\.test:443 \(502\)/],
    [503, 'connection_failed', true, /could not connect to site\.test:443 \(503\)/],
    [504, 'timeout', true, /site\.test:443 did not answer the proxy .* in time \(504\)/],
  ] as const)('is not read when the proxy answers %s', async (status, code, transient, message) => {
    const proxy = await proxyOf({ status, portOf: () => undefined });
    const request = openWeb(`http://127.0.0.1:${proxy.port}`).request(asking('https://site.test/'));
    await expect(request).rejects.toMatchObject({ code, transient, message: expect.stringMatching(message) });
  });

  it.each([
    ['speaks something else', '220 mail.site.gov ESMTP\r\n'],
    ['has headers without end', `HTTP/1.1 200 OK\r\nX-A: ${'x'.repeat(100_000)}`],
    ['hangs up', ''],
  ])('is not read when the proxy %s', async (_what, said) => {
    const port = await listen(createServer((socket) => void socket.once('data', () => socket.end(said))));
    const request = openWeb(`http://127.0.0.1:${port}`).request(asking('https://site.test/'));
    await expect(request).rejects.toMatchObject({
      code: 'proxy_failed',
      transient: true,
      message: expect.stringContaining('did not connect to site.test:443'),
    });
  });

  it('is not waited for longer than a proxy may take', async () => {
    const silent = await listen(createServer());
    const proxy = parseProxy(`http://127.0.0.1:${silent}`);
    const socket = await connectToProxy(buildConnector({}), proxy);
    const { signal } = new AbortController();
    await expect(
      askTunnel(socket, { proxy, target: 'site.test:443', timeout_ms: 30, signal }),
    ).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('has not connected to site.test:443'),
    });
    expect(socket.destroyed).toBe(true);
  });

  it.each([
    // Whoever asks while another finds out whether the proxy answers is told the same.
    [
      'the proxy, if that answers nobody',
      () => true,
      'proxy_failed',
      /answers nothing, neither for site\.test:443/,
      3,
    ],
    ['the site, if the proxy answers others', isSite, 'timeout', /has not connected to site\.test:443/, 4],
  ])(
    'that the proxy says nothing of is a failure of %s',
    async (_whose, silent, code, message, most_asked) => {
      const { port, asked } = await proxyOf({ portOf: () => undefined, silent });
      const connect = proxiedConnector(
        {},
        {
          proxy: parseProxy(`http://127.0.0.1:${port}`),
          guard: { allowed: 'none', ports: new PortList(['443']), resolve: unknown },
          timeout_ms: 200,
          signal: new AbortController().signal,
        },
      );
      const target = { hostname: 'site.test', host: 'site.test', protocol: 'https:', port: '' };
      const connected = [1, 2].map(
        () => new Promise<unknown>((resolve) => connect(target, (...[error]) => resolve(error))),
      );
      const failure = { code, transient: true, message: expect.stringMatching(message) };
      expect(await Promise.all(connected)).toMatchObject([failure, failure]);
      const targets = asked.map((one) => one.target);
      expect(targets.slice(0, 3)).toEqual(['site.test:443', 'site.test:443', 'sitepack.invalid:443']);
      expect(targets.length).toBeLessThanOrEqual(most_asked);
    },
  );

  it('gets the first bytes that come with the answer of the proxy', async () => {
    const port = await listen(
      createServer((socket) => void socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nhello'))),
    );
    const proxy = parseProxy(`http://127.0.0.1:${port}`);
    const { signal } = new AbortController();
    const { socket } = await askTunnel(await connectToProxy(buildConnector({}), proxy), {
      proxy,
      target: 'site.test:443',
      timeout_ms: 5000,
      signal,
    });
    const [bytes] = await once(socket, 'data');
    expect(String(bytes)).toBe('hello');
    socket.destroy();
  });
});

describe('a proxy is not asked for', () => {
  it.each([
    ['http://127.0.0.1/', 'unused'],
    ['https://[::1]/', 'unused'],
    ['http://169.254.169.254/latest/meta-data/', 'unused'],
    ['https://10.0.0.7/', 'unused'],
    ['http://[::ffff:127.0.0.1]/', 'unused'],
    ['http://intranet.test/', '10.0.0.7'],
    ['https://intranet.test/', '8.8.8.8,10.0.0.7'],
    [
      'https://intranet.test/',
      `${Array.from({ length: 300 }, (_, n) => `8.8.${n >> 8}.${n & 255}`).join(',')},169.254.169.254`,
    ],
    ['http://localhost/', ''],
    ['http://metadata.google.internal/', ''],
    ['http://metadata.google.internal./', ''],
    ['https://a.localhost/', ''],
    ['https://printer.local/', ''],
    ['https://router.home.arpa/', ''],
    ['https://wiki/', ''],
    ['https://site.test:22/', ''],
    ['https://site.test:22/', '8.8.8.8'],
    ['https://8.8.8.8:22/', 'unused'],
  ])('%s, which is at "%s"', async (url, addresses) => {
    const proxy = await proxyOf({ portOf: () => undefined });
    const resolve = addresses === '' ? unknown : resolvesTo(...addresses.split(','));
    const request = openWeb(`http://127.0.0.1:${proxy.port}`, { resolve }).request(asking(url));
    await expect(request).rejects.toMatchObject({ code: 'address_refused', transient: false });
    expect(proxy.asked).toEqual([]);
  });

  it('what is allowed to be private, where it is to be public', async () => {
    const port = await siteOf('http', page);
    const proxy = await proxyOf({ portOf: () => port });
    const web = openWeb(`http://127.0.0.1:${proxy.port}`, {
      allow_private: ['10.0.0.0/8'],
      resolve: resolvesTo('10.0.0.7'),
    });
    expect(await web.request(asking('http://intranet.test:9000/'))).toMatchObject({ status: 200 });
    await expect(web.request(asking('http://intranet.test/', { public_only: true }))).rejects.toMatchObject({
      code: 'address_refused',
    });
    expect(proxy.asked.map(({ target }) => target)).toEqual(['http://intranet.test:9000/']);
  });
});

describe('a proxy is asked for', () => {
  it('a name of the public web that cannot be resolved here', async () => {
    const port = await siteOf('https', page);
    const proxy = await proxyOf({ portOf: () => port });
    const { status } = await openWeb(`http://127.0.0.1:${proxy.port}`).request(asking('https://site.test/'));
    expect(status).toBe(200);
  });

  it('names that DNS is silent about, and for none that it knows to be inside', async () => {
    const port = await siteOf('http', page);
    const proxy = await proxyOf({ portOf: () => port });
    const names = await openNameServer((name) => (name === 'inside.test' ? ['10.0.0.7'] : 'silent'));
    closeAfter(() => names[Symbol.asyncDispose]());
    const resolve = resolveAside({ servers: [names.server], timeout_ms: 300 });
    const web = openWeb(`http://localhost:${proxy.port}`, { resolve });
    const ask = (host: string): Promise<unknown> =>
      web.request(asking(`http://${host}/`)).then(
        ({ status }) => status,
        ({ code }: WebError) => code,
      );
    const silent = Array.from({ length: 80 }, (_, n) => `silent-${n}.test`);
    const answers = [...silent, 'inside.test'].map(ask);
    expect(await Promise.all(answers)).toEqual([...silent.map(() => 200), 'address_refused']);
    expect(proxy.asked).toHaveLength(80);
  });

  it('an address of IPv6 in brackets', async () => {
    const proxy = await proxyOf({ portOf: () => undefined });
    const web = openWeb(`http://127.0.0.1:${proxy.port}`);
    await expect(web.request(asking('https://[2001:4860:4860::8888]/'))).rejects.toThrow(/502/);
    expect(proxy.asked).toMatchObject([{ target: '[2001:4860:4860::8888]:443' }]);
  });
});

describe('an examination of a proxy', () => {
  it('tells that it answers, and with which password it does not', async () => {
    const authorization = `Basic ${Buffer.from('u:s3cret').toString('base64')}`;
    const proxy = await proxyOf({ portOf: () => undefined, authorization });
    const at = `127.0.0.1:${proxy.port}`;
    expect(await checkProxy(`http://u:s3cret@${at}`, 5000)).toBe(
      `http://${at} answers (502 for a host that does not exist)`,
    );
    await expect(checkProxy(`http://u:0ther@${at}`, 5000)).rejects.toThrow(
      /does not take the user or the password/,
    );
    await expect(checkProxy('http://127.0.0.1:1', 5000)).rejects.toMatchObject({ code: 'proxy_failed' });
  });
});

describe('the address of a proxy', () => {
  it.each([
    ['http://proxy.site.gov:3128', 'http://proxy.site.gov:3128', 'proxy.site.gov', 3128],
    ['https://proxy.site.gov/', 'https://proxy.site.gov:443', 'proxy.site.gov', 443],
    ['http://[::1]', 'http://[::1]:80', '::1', 80],
  ])('%s is read', (text, name, hostname, port) => {
    expect(parseProxy(text)).toEqual({ protocol: new URL(text).protocol, name, hostname, port });
  });

  it.each([
    'proxy:3128',
    'socks5://u:s3cret@proxy',
    'http://s3cret@proxy/path',
    'http://%zz:s3cret@p',
    'http://a%3Ab:s3cret@p',
    '',
  ])('is not "%s", of which nothing is repeated', (text) => {
    expect(() => parseProxy(text)).toThrow(/^SITEPACK_PROXY (?!.*s3cret)/);
  });
});
