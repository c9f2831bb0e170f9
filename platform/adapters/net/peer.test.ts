import { type RequestListener, type Server, createServer } from 'node:http';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ShardSearch } from '#ports/peer.ts';
import { HttpPeer } from './peer.ts';

const request: ShardSearch = {
  index: 'i',
  pack: 'a'.repeat(64),
  query: 'x',
  limit: 1,
  details_from: 0,
};

describe('HttpPeer and a server that is no good searcher', () => {
  const peer = new HttpPeer();
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  afterAll(() => peer.close());

  async function codeOf(answer: RequestListener, signal = AbortSignal.timeout(5000)): Promise<unknown> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      return await peer.search(`http://127.0.0.1:${port}`, request, signal);
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  }

  it.each<[string, string, RequestListener]>([
    ['answers in another form', 'failed', (_, answer) => answer.end('{"all":"many"}')],
    ['answers without JSON', 'failed', (_, answer) => answer.end('<html>')],
    ['answers with an error that says nothing', 'failed', (_, answer) => answer.writeHead(502).end('{}')],
    [
      'answers with a code of its own',
      'failed',
      (_, answer) => answer.writeHead(400).end('{"code":"odd","detail":"?"}'),
    ],
    [
      'claims to be unreachable',
      'failed',
      (_, answer) => answer.writeHead(502).end('{"code":"unreachable","detail":"?"}'),
    ],
    ['hangs up', 'unreachable', (incoming) => incoming.socket.destroy()],
    [
      'hangs up in the middle',
      'unreachable',
      (_, answer) => {
        answer.writeHead(200, { 'content-length': 1000 });
        answer.write('{"total":', () => answer.destroy());
      },
    ],
    ['answers without end', 'failed', (_, answer) => answer.end(Buffer.alloc(17 * 2 ** 20, ' '))],
  ])('which %s: %s', async (_, code, answer) => {
    expect(await codeOf(answer)).toBe(code);
  });

  it('is given up when the deadline passes while the body comes', async () => {
    const deadline = new AbortController();
    const slow: RequestListener = (_, answer) => {
      answer.write('{', () => deadline.abort());
    };
    expect(await codeOf(slow, deadline.signal)).toBe('timeout');
  });
});
