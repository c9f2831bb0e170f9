import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WebError, type WebRequest } from '#ports/web.ts';
import { webSuite } from '#ports/web.suite.ts';
import type { Resolve } from './guard-connect.ts';
import { closingAfterEach, listenUntilClosed } from './testing/until-closed.ts';
import { UndiciWeb } from './web.ts';

webSuite(
  'undici',
  ({ allow_loopback }) =>
    new UndiciWeb({ allow_private: allow_loopback ? ['127.0.0.0/8'] : [], ports: ['80'] }),
);

const closeAfter = closingAfterEach();
const listen = (server: Server): Promise<number> => listenUntilClosed(server, closeAfter);

/** A server that does as it likes with each connection once a request has come. */
const rawServer = (serve: (socket: Socket) => void): Promise<number> =>
  listen(createServer((socket) => void socket.once('data', () => serve(socket))));
const httpServer = (answer: RequestListener): Promise<number> => listen(createHttpServer(answer));

function openWeb(options: { allow_private?: string[]; ports?: string[]; resolve?: Resolve } = {}): UndiciWeb {
  const web = new UndiciWeb({ allow_private: ['127.0.0.0/8'], ports: ['80', '443'], ...options });
  closeAfter(() => web.close());
  return web;
}

const asking = (url: string, rest: Partial<WebRequest> = {}): WebRequest => ({
  url,
  timeout_ms: 5000,
  max_bytes: 1_000_000,
  ...rest,
});

async function failureOf(port: number, rest: Partial<WebRequest> = {}): Promise<WebError> {
  const error: unknown = await openWeb()
    .request(asking(`http://127.0.0.1:${port}/`, rest))
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  if (error instanceof WebError) return error;
  throw new Error('the request did not fail as it should', { cause: error });
}

/** Writes again and again until the other side has had enough. */
function writeForever(socket: Socket, chunk: string | Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';

describe('hostile servers', () => {
  it('one that never answers', async () => {
    const port = await rawServer(() => undefined);
    expect(await failureOf(port, { timeout_ms: 50 })).toMatchObject({ code: 'timeout' });
  });

  it('one that drips its body', async () => {
    const port = await rawServer((socket) => {
      socket.write(`${HEAD}\r\n`);
      const drip = setInterval(() => socket.write('x'), 5);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await failureOf(port, { timeout_ms: 100 })).toMatchObject({ code: 'timeout', transient: true });
  });

  it('one that drips its headers', async () => {
    const port = await rawServer((socket) => {
      socket.write(HEAD);
      const drip = setInterval(() => socket.write('X-A: b\r\n'), 5);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await failureOf(port, { timeout_ms: 100 })).toMatchObject({ code: 'timeout' });
  });

  it('one whose body has no end', async () => {
    const port = await rawServer((socket) => {
      socket.write(`${HEAD}\r\n`);
      writeForever(socket, 'x'.repeat(65_536));
    });
    expect(await failureOf(port)).toMatchObject({ code: 'too_large', transient: false });
  });

  it('one whose body has no end, of which the beginning is wanted', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const port = await rawServer((socket) => {
      socket.on('close', () => resolve());
      socket.write(`${HEAD}Content-Length: 99999999999\r\n\r\n`);
      writeForever(socket, 'x'.repeat(65_536));
    });
    const response = await openWeb().request(asking(`http://127.0.0.1:${port}/`, { cut: true }));
    expect(response).toMatchObject({ status: 200, cut: true, wire_bytes: 1_000_000 });
    expect(response.body).toHaveLength(1_000_000);
    await closed;
  });

  it('one that announces more than is wanted', async () => {
    const port = await rawServer((socket) => socket.write(`${HEAD}Content-Length: 1000001\r\n\r\n`));
    expect(await failureOf(port)).toMatchObject({ code: 'too_large' });
  });

  it('one whose headers have no end', async () => {
    const port = await rawServer((socket) => {
      socket.write(HEAD);
      writeForever(socket, `X-Header: ${'x'.repeat(1000)}\r\n`);
    });
    expect(await failureOf(port)).toMatchObject({ code: 'bad_response', transient: false });
  });

  it('one that sends interim responses without end', async () => {
    const port = await rawServer((socket) =>
      writeForever(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(100)),
    );
    expect((await failureOf(port, { timeout_ms: 100 })).code).toMatch(/^(?:timeout|bad_response)$/);
  });

  it('one that sends less than it announced', async () => {
    const port = await rawServer((socket) => socket.end(`${HEAD}Content-Length: 100\r\n\r\nshort`));
    expect(await failureOf(port)).toMatchObject({ code: 'connection_failed', transient: true });
  });

  it('one that ends in the middle of a chunk', async () => {
    const port = await rawServer((socket) =>
      socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\nff\r\nshort`),
    );
    expect(await failureOf(port)).toMatchObject({ transient: true });
  });

  it('one that resets the connection', async () => {
    const port = await rawServer((socket) => void socket.resetAndDestroy());
    expect(await failureOf(port)).toMatchObject({ code: 'connection_failed', transient: true });
  });

  it('one that hangs up without a word', async () => {
    const port = await rawServer((socket) => void socket.end());
    expect(await failureOf(port)).toMatchObject({ code: 'connection_failed', transient: true });
  });

  it('one that speaks something else', async () => {
    const port = await rawServer((socket) => void socket.end('220 mail.site.gov ESMTP\r\n'));
    expect(await failureOf(port)).toMatchObject({ code: 'bad_response' });
  });

  it('one that speaks no TLS', async () => {
    const port = await rawServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const request = openWeb().request(asking(`https://127.0.0.1:${port}/`));
    await expect(request).rejects.toMatchObject({
      code: 'tls_failed',
      transient: false,
      message: `https://127.0.0.1:${port}/: the site does not speak TLS at this port; if it is an http site, send "scheme":"http" (wrong version number)`,
    });
  });

  it('one whose TLS is another than ours, in a line without the file names of a library', async () => {
    // A fatal alert, as a server sends it that shares no cipher with us: handshake_failure.
    const alert = Buffer.from([21, 3, 3, 0, 2, 2, 40]);
    const port = await rawServer((socket) => void socket.end(alert));
    await expect(openWeb().request(asking(`https://127.0.0.1:${port}/`))).rejects.toMatchObject({
      code: 'tls_failed',
      message: `https://127.0.0.1:${port}/: no secure connection (ssl/tls alert handshake failure)`,
    });
  });

  it('says which page it was', async () => {
    const port = await rawServer((socket) => void socket.end());
    expect((await failureOf(port)).message).toContain(`http://127.0.0.1:${port}/: `);
  });
});

describe('compression', () => {
  const page = `<p>${'text '.repeat(20_000)}</p>`;
  it.each<[coding: string, bytes: Buffer]>([
    ['gzip', gzipSync(page)],
    ['x-gzip', gzipSync(page)],
    ['GZIP', gzipSync(page)],
    ['deflate', deflateSync(page)],
    ['deflate', deflateRawSync(page)],
    ['br', brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync(page)],
    ['identity', Buffer.from(page)],
    ['gzip, br', brotliCompressSync(gzipSync(page))],
  ])('%s is undone', async (coding, bytes) => {
    const port = await httpServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': coding }).end(bytes),
    );
    const { body, wire_bytes } = await openWeb().request(asking(`http://127.0.0.1:${port}/`));
    expect(new TextDecoder().decode(body)).toBe(page);
    expect(wire_bytes).toBe(bytes.length);
  });

  const zeros = Buffer.alloc(50_000_000);
  it.each<[coding: string, bytes: Buffer]>([
    ['gzip', gzipSync(zeros, { level: 1 })],
    ['br', brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros, { level: 1 }))],
  ])('a bomb of %s is not set off', async (coding, bytes) => {
    const port = await httpServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': coding }).end(bytes),
    );
    expect(await failureOf(port)).toMatchObject({ code: 'too_large', transient: false });
  });

  it.each<[coding: string, bytes: Buffer]>([
    ['gzip', Buffer.from('not compressed at all')],
    ['gzip', gzipSync(page).subarray(0, 50)],
    ['br', Buffer.from('not compressed at all')],
    ['compress', Buffer.from('x')],
    ['gzip, gzip, gzip', Buffer.from('x')],
  ])('%s that is none is refused', async (coding, bytes) => {
    const port = await httpServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': coding }).end(bytes),
    );
    expect(await failureOf(port)).toMatchObject({ code: 'bad_encoding', transient: false });
  });

  // So much of it comes that not even its wire fits.
  const noise = Buffer.from(Array.from({ length: 100_000 }, (_, n) => `${(n * 7_919) % 100_003} `).join(''));
  it.each<[coding: string, bytes: Buffer]>([
    ['gzip', gzipSync(noise)],
    ['deflate', deflateSync(noise)],
    ['deflate', deflateRawSync(noise)],
    ['br', brotliCompressSync(noise, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync(noise)],
    ['gzip, gzip', gzipSync(gzipSync(noise))],
  ])('%s that is cut is undone as far as there is of it', async (coding, bytes) => {
    const port = await httpServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': coding }).end(bytes),
    );
    const max_bytes = 100_000;
    expect(bytes.length).toBeGreaterThan(max_bytes);
    const response = await openWeb().request(asking(`http://127.0.0.1:${port}/`, { max_bytes, cut: true }));
    expect(response).toMatchObject({ status: 200, cut: true, wire_bytes: max_bytes });
    expect(response.body.length).toBeGreaterThan(50_000);
    expect(noise.subarray(0, response.body.length).equals(response.body)).toBe(true);
  });

  it('that is damaged is refused, though it may be cut', async () => {
    const port = await httpServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(page).subarray(0, 50)),
    );
    expect(await failureOf(port, { cut: true })).toMatchObject({ code: 'bad_encoding' });
  });

  it('of a bomb is undone no further than is wanted', async () => {
    const port = await httpServer((_request, response) =>
      response
        .writeHead(200, { 'Content-Encoding': 'gzip, gzip' })
        .end(gzipSync(gzipSync(zeros, { level: 1 }))),
    );
    const { body, cut } = await openWeb().request(
      asking(`http://127.0.0.1:${port}/`, { max_bytes: 100_000, cut: true }),
    );
    expect([body.length, cut]).toEqual([100_000, true]);
  });

  it('of nothing is nothing', async () => {
    const port = await httpServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(),
    );
    expect((await openWeb().request(asking(`http://127.0.0.1:${port}/`))).body).toHaveLength(0);
  });
});

describe('connections', () => {
  it('are kept for the next request', async () => {
    const ports = new Set<number | undefined>();
    const port = await httpServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('x');
    });
    const web = openWeb();
    for (let n = 0; n < 10; n += 1) await web.request(asking(`http://127.0.0.1:${port}/${n}`));
    // A connection is free again one turn of the event loop after its response, so two take turns.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('pay no heed to the proxies of the environment', async () => {
    const port = await httpServer((_request, response) => response.end('direct'));
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:9';
    try {
      const { body } = await openWeb().request(asking(`http://127.0.0.1:${port}/`));
      expect(new TextDecoder().decode(body)).toBe('direct');
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = before;
    }
  });

  it('are closed with what is under way on them', async () => {
    const port = await rawServer(() => undefined);
    const web = openWeb();
    const request = web.request(asking(`http://127.0.0.1:${port}/`));
    await web.close();
    await expect(request).rejects.toMatchObject({ code: 'aborted' });
    await expect(web.request(asking(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('the guard', () => {
  const resolvesTo =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  it.each([
    ['http://127.0.0.1:PORT/'],
    ['http://127.1:PORT/'],
    ['http://2130706433:PORT/'],
    ['http://0x7f000001:PORT/'],
    ['http://017700000001:PORT/'],
    ['http://[::ffff:127.0.0.1]:PORT/'],
    ['http://[::1]:PORT/'],
    ['http://0.0.0.0:PORT/'],
    ['http://localhost:PORT/'],
    ['http://169.254.169.254/latest/meta-data/'],
  ])('refuses %s', async (url) => {
    let asked = 0;
    const port = await httpServer((_request, response) => {
      asked += 1;
      response.end();
    });
    const request = openWeb({ allow_private: [] }).request(asking(url.replace('PORT', String(port))));
    await expect(request).rejects.toMatchObject({ code: 'address_refused' });
    expect(asked).toBe(0);
  });

  it('refuses a name that resolves to an address that is not public, and names both', async () => {
    const web = openWeb({ allow_private: [], resolve: resolvesTo('10.0.0.7') });
    const request = web.request(asking('http://intranet.site.gov/'));
    await expect(request).rejects.toThrow(
      /10\.0\.0\.7, the address of "intranet\.site\.gov".*SITEPACK_ALLOW_PRIVATE=10\.0\.0\.7\/32/,
    );
  });

  it('goes to ports that are listed where an address is to be public, though a network of our own has it', async () => {
    const request = openWeb({ resolve: resolvesTo('127.0.0.1', '8.8.8.8') }).request(
      asking('http://site.gov:9200/', { public_only: true }),
    );
    await expect(request).rejects.toThrow(/127\.0\.0\.1, the address of "site\.gov", is not public/);
  });

  it('of several addresses connects to those that pass', async () => {
    const port = await httpServer((_request, response) => response.end('first'));
    const web = openWeb({
      allow_private: ['127.0.0.2/32'],
      resolve: resolvesTo('10.0.0.7', '127.0.0.2', '::1'),
    });
    const server = createHttpServer((_request, response) => response.end('second'));
    server.listen(port, '127.0.0.2');
    await once(server, 'listening');
    const { body } = await web.request(asking(`http://site.gov:${port}/`));
    expect(new TextDecoder().decode(body)).toBe('second');
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('resolves a name once per connection, and connects to what it judged', async () => {
    let times = 0;
    const rebinding: Resolve = async () => {
      times += 1;
      return [{ address: times === 1 ? '127.0.0.1' : '10.0.0.7', family: 4 }];
    };
    const port = await httpServer((_request, response) => response.end('first'));
    await openWeb({ resolve: rebinding }).request(asking(`http://site.gov:${port}/`));
    expect(times).toBe(1);
  });

  it('says that a name has no address', async () => {
    const nothing = openWeb({ resolve: resolvesTo() }).request(asking('http://site.gov/'));
    await expect(nothing).rejects.toMatchObject({ code: 'dns_failed', transient: true });
    const failing: Resolve = () =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    const unknown = openWeb({ resolve: failing }).request(asking('http://site.gov/'));
    await expect(unknown).rejects.toThrow(/"site\.gov" could not be resolved \(ENOTFOUND\)/);
  });

  it('ends in time when the resolver does not answer', async () => {
    const web = openWeb({ resolve: () => new Promise(() => undefined) });
    await expect(web.request(asking('http://site.gov/', { timeout_ms: 50 }))).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('asks for pages at the ports of its list, and elsewhere only where the address was allowed by hand', async () => {
    const port = await httpServer((_request, response) => response.end('page'));
    const publicly = (ports: string[], allow_private: string[]) =>
      openWeb({ ports, allow_private, resolve: resolvesTo('8.8.8.8', '127.0.0.1') })
        .request(asking(`http://site.gov:${port}/`, { timeout_ms: 1000 }))
        .then(({ status }) => status);
    // The first address is left out: its port is none for pages.
    expect(await publicly(['80'], ['127.0.0.0/8'])).toBe(200);
    await expect(publicly(['80'], [])).rejects.toMatchObject({
      code: 'address_refused',
      transient: false,
      message: expect.stringMatching(/^http:\/\/site\.gov:\d+\/: the port is none .* SITEPACK_PORTS$/),
    });
  });

  it.each([
    'http://8.8.8.8:25/',
    'https://8.8.8.8:22/',
    'http://[2001:4860:4860::8888]:6379/',
    'http://site.gov:11211/',
    'https://site.gov:80/',
  ])('does not connect to %s', async (url) => {
    const web = openWeb({
      ports: ['443', '7000-7001'],
      resolve: resolvesTo('8.8.8.8'),
    });
    await expect(web.request(asking(url))).rejects.toThrow(/SITEPACK_PORTS/);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://site.gov/',
    'gopher://site.gov/',
    'data:text/html,x',
    'javascript:alert(1)',
    'blob:https://site.gov/x',
    'ws://site.gov/',
  ])('asks for no %s', async (url) => {
    await expect(openWeb().request(asking(url))).rejects.toMatchObject({ code: 'bad_url' });
  });

  it.each([
    'http://localhost./',
    'http://LOCALHOST/',
    'http://127.0.0.1./',
    'http://127.0.1/',
    'http://0177.0.0.1/',
    'http://0x7f.0.0.1/',
    'http://0X7F.1/',
    'http://2130706433./',
    'http://①②⑦.⓪.⓪.①/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://0/',
  ])('refuses %s, however it is written', async (url) => {
    const local: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const request = openWeb({ allow_private: [], resolve: local }).request(asking(url));
    await expect(request).rejects.toMatchObject({ code: 'address_refused' });
  });

  it.each([
    'http://[fe80::1%25eth0]/',
    'http://1.2.3.4.5/',
    'http://256.256.256.256/',
    'http://0x100000000/',
    'http://a b/',
  ])('does not take %s for a URL', async (url) => {
    await expect(openWeb().request(asking(url))).rejects.toMatchObject({ code: 'bad_url' });
  });
});
