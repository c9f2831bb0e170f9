import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Web, WebRequest } from './web.ts';

/**
 * What every adapter of the port Web does, against a server on loopback.
 *
 * @param open makes the adapter, with 127.0.0.0/8 allowed or not.
 */
export function webSuite(name: string, open: (options: { allow_loopback: boolean }) => Web): void {
  describe(`${name} as a Web`, () => {
    let server: Server;
    let origin: string;
    let web: Web;

    beforeAll(async () => {
      server = createServer(answer);
      origin = `http://127.0.0.1:${await listenOnLoopback(server)}`;
      web = open({ allow_loopback: true });
    });

    afterAll(async () => {
      await web.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });

    const ask = (path: string, rest: Partial<WebRequest> = {}) =>
      web.request({ url: `${origin}${path}`, timeout_ms: 5000, max_bytes: 100_000, ...rest });

    it('brings status, headers and body', async () => {
      const response = await ask('/page');
      expect(response).toMatchObject({ status: 200, wire_bytes: 5 });
      expect(response.headers).toMatchObject({ 'content-type': 'text/plain', 'x-many': 'a, b' });
      expect(text(response.body)).toBe('hello');
      expect(response.duration_ms).toBeGreaterThanOrEqual(0);
    });

    it('sends the headers it is given', async () => {
      const response = await ask('/echo', { headers: { 'user-agent': 'Tester/1', 'if-none-match': '"x"' } });
      expect(JSON.parse(text(response.body))).toMatchObject({
        'user-agent': 'Tester/1',
        'if-none-match': '"x"',
      });
    });

    it('brings errors and redirects as they are', async () => {
      expect(await ask('/missing')).toMatchObject({ status: 404 });
      expect(await ask('/broken')).toMatchObject({ status: 500 });
      expect(await ask('/redirect')).toMatchObject({ status: 302, headers: { location: '/page' } });
      expect(await ask('/unchanged')).toMatchObject({ status: 304 });
    });

    it('decompresses', async () => {
      const response = await ask('/gzip');
      expect(text(response.body)).toBe('x'.repeat(50_000));
      expect(response.wire_bytes).toBeLessThan(1000);
    });

    it('takes a body of exactly the bound, and none above', async () => {
      expect((await ask('/page', { max_bytes: 5 })).body).toHaveLength(5);
      await expect(ask('/page', { max_bytes: 4 })).rejects.toMatchObject({
        code: 'too_large',
        transient: false,
      });
      await expect(ask('/gzip', { max_bytes: 49_999 })).rejects.toMatchObject({ code: 'too_large' });
    });

    it('cuts a body where that is wanted, and says so when there is more', async () => {
      const cut = async (path: string, max_bytes: number) => {
        const response = await ask(path, { max_bytes, cut: true });
        return [text(response.body), response.cut];
      };
      expect(await cut('/page', 6)).toEqual(['hello', undefined]);
      expect(await cut('/page', 5)).toEqual(['hello', undefined]);
      expect(await cut('/page', 4)).toEqual(['hell', true]);
      expect(await cut('/gzip', 50_000)).toEqual(['x'.repeat(50_000), undefined]);
      expect(await cut('/gzip', 49_999)).toEqual(['x'.repeat(49_999), true]);
      expect(await cut('/missing', 100)).toEqual(['missing', undefined]);
    });

    it('tells what there was of a response that is not whole', async () => {
      const answered = { status: 200, wire_bytes: expect.any(Number), duration_ms: expect.any(Number) };
      await expect(ask('/page', { max_bytes: 4 })).rejects.toMatchObject({ answered });
      await expect(ask('/gzip', { max_bytes: 49_999 })).rejects.toMatchObject({ answered });
      await expect(ask('/hang', { timeout_ms: 50 })).rejects.toMatchObject({ answered: undefined });
    });

    it('ends at the timeout', async () => {
      await expect(ask('/hang', { timeout_ms: 50 })).rejects.toMatchObject({
        code: 'timeout',
        transient: true,
      });
    });

    it('ends when the caller gives up, before or during the request', async () => {
      await expect(ask('/page', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
      const caller = new AbortController();
      const asked = once(server, 'request').then(() => caller.abort());
      await expect(ask('/hang', { signal: caller.signal })).rejects.toMatchObject({
        code: 'aborted',
        transient: false,
      });
      await asked;
    });

    it.each(['nonsense', 'ftp://127.0.0.1/', 'http://user:secret@127.0.0.1/', 'http://'])(
      'refuses %s',
      async (url) => {
        await expect(ask('', { url })).rejects.toMatchObject({
          name: 'WebError',
          code: 'bad_url',
          transient: false,
        });
      },
    );

    it('says that nobody listens', async () => {
      const gone = createServer();
      const port = await listenOnLoopback(gone);
      gone.close();
      await once(gone, 'close');
      const url = `http://127.0.0.1:${port}/`;
      await expect(ask('', { url })).rejects.toMatchObject({ code: 'connection_failed', transient: true });
    });

    it('reads from no address that is not public unless it is allowed', async () => {
      const strict = open({ allow_loopback: false });
      const request = { url: `${origin}/page`, timeout_ms: 5000, max_bytes: 1000 };
      await expect(strict.request(request)).rejects.toMatchObject({
        code: 'address_refused',
        transient: false,
      });
      await expect(strict.request(request)).rejects.toThrow(/127\.0\.0\.1.*SITEPACK_ALLOW_PRIVATE/);
      await strict.close();
    });

    it('goes to public addresses only where that is wanted, by no connection that is open to another', async () => {
      expect((await ask('/page')).status).toBe(200);
      await expect(ask('/page', { public_only: true })).rejects.toMatchObject({
        code: 'address_refused',
        message: expect.stringMatching(/127\.0\.0\.1 is not public \(loopback\), .* public addresses only$/),
      });
    });
  });
}

/** Starts a server on a free port of 127.0.0.1, which it resolves with. */
export async function listenOnLoopback(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

function text(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

const answer: RequestListener = (request, response) => {
  switch (request.url ?? '') {
    case '/page':
      response.writeHead(200, { 'Content-Type': 'text/plain', 'X-Many': ['a', 'b'] }).end('hello');
      return;
    case '/echo':
      response.end(JSON.stringify(request.headers));
      return;
    case '/gzip':
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('x'.repeat(50_000)));
      return;
    case '/redirect':
      response.writeHead(302, { Location: '/page' }).end();
      return;
    case '/unchanged':
      response.writeHead(304).end();
      return;
    case '/broken':
      response.writeHead(500).end('broken');
      return;
    case '/hang':
      return;
    default:
      response.writeHead(404).end('missing');
  }
};
