import pino from 'pino';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpPeer } from '#adapters/net/peer.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { peerSuite } from '#ports/peer.suite.ts';
import { PeerError } from '#ports/peer.ts';
import { keyHeader } from '#runtime/shared-key.ts';
import { type SearcherServer, serveSearches } from './http.ts';
import { MAX_REQUEST_BYTES } from './requests.ts';

const deps = { log: pino({ level: 'silent' }), clock: systemClock };
const local = { host: '127.0.0.1', port: 0, key: '', advertise: '127.0.0.1' };

peerSuite('HttpPeer to a searcher', async (farEnd) => {
  const server = await serveSearches(farEnd, deps, local);
  const peer = new HttpPeer();
  return {
    peer,
    endpoint: server.endpoint,
    nowhere: await closedEndpoint(),
    close: async () => {
      await peer.close();
      await server.close();
    },
  };
});

/** A port that was free a moment ago. */
async function closedEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const unasked = () => Promise.reject(new Error('not asked'));

describe('the HTTP interface of a searcher', () => {
  let server: SearcherServer;
  beforeAll(async () => {
    server = await serveSearches(
      {
        statistics: unasked,
        near: unasked,
        suggest: unasked,
        search: () => Promise.reject(new PeerError('pack_not_served', 'not here')),
        details: () => Promise.reject(new TypeError('a secret')),
      },
      deps,
      local,
    );
  });
  afterAll(() => server.close());

  const search = {
    index: 'site.gov',
    pack: 'a'.repeat(64),
    query: 'x',
    limit: 10,
    details_from: 0,
  };
  const json = { 'content-type': 'application/json' };
  function post(path: string, body: string, headers: Record<string, string> = json): Promise<Response> {
    return fetch(`${server.endpoint}${path}`, { method: 'POST', headers, body });
  }

  it('says that it is there', async () => {
    const response = await fetch(`${server.endpoint}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it.each([
    ['no JSON', '{', 'not JSON'],
    ['statistics that are none', JSON.stringify({ ...search, statistics: {} }), '"statistics'],
    ['a limit above its bound', JSON.stringify({ ...search, limit: 1001 }), '"limit"'],
    ['a pack that could be a path', JSON.stringify({ ...search, pack: '../../etc/passwd' }), '"pack"'],
    ['a query without end', JSON.stringify({ ...search, query: 'x'.repeat(10_001) }), '"query"'],
    ['no object', '[]', 'expected object'],
  ])('refuses %s', async (_, body, detail) => {
    const response = await post('/search', body);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status: 400,
      code: 'bad_request',
      detail: expect.stringContaining(detail),
    });
  });

  it('refuses what a browser may send to any site unasked', async () => {
    const response = await post('/search', JSON.stringify(search), { 'content-type': 'text/plain' });
    expect(response.status).toBe(400);
  });

  it('refuses bodies above its bound', async () => {
    const response = await post('/search', `"${'x'.repeat(MAX_REQUEST_BYTES)}"`);
    expect(await response.json()).toMatchObject({ status: 413, code: 'too_large' });
  });

  it('answers with a problem that has a code', async () => {
    expect(await (await post('/search', JSON.stringify(search))).json()).toEqual({
      status: 404,
      code: 'pack_not_served',
      detail: 'not here',
    });
    expect(await (await post('/elsewhere', '{}')).json()).toMatchObject({ status: 404, code: 'no_route' });
  });

  it('keeps to itself what went wrong inside', async () => {
    const response = await post('/details', JSON.stringify({ ...search, ids: ['a'] }));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });
});

it('a search given up by its client leaves no error in the log', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const heard = Promise.withResolvers<void>();
  const client = new AbortController();
  const server = await serveSearches(
    {
      statistics: unasked,
      near: unasked,
      suggest: unasked,
      search: async (_, signal) => {
        const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        client.abort();
        await aborted;
        heard.resolve();
        throw new Error('stopped half-way');
      },
      details: () => Promise.resolve([]),
    },
    { ...deps, log },
    local,
  );
  const peer = new HttpPeer();
  const search = {
    index: 'site.gov',
    pack: 'a'.repeat(64),
    query: 'x',
    limit: 1,
    details_from: 0,
  };
  const asking = peer.search(server.endpoint, search, client.signal);
  await expect(asking).rejects.toMatchObject({ code: 'timeout' });
  await heard.promise;
  await peer.close();
  await server.close();
  expect(lines).toEqual([]);
});

it('asks routers for the key that all processes share', async () => {
  const service = {
    statistics: unasked,
    near: unasked,
    suggest: unasked,
    search: unasked,
    details: () => Promise.resolve([]),
  };
  const key = 'a-secret-of-16-characters';
  const server = await serveSearches(service, deps, { ...local, key });
  const stranger = new HttpPeer();
  const router = new HttpPeer({ headers: keyHeader(key) });
  const question = { index: 'site.gov', pack: 'a'.repeat(64), query: 'x', ids: [] };
  const { signal } = new AbortController();
  await expect(stranger.details(server.endpoint, question, signal)).rejects.toThrow(
    'SITEPACK_KEY must be the same for all processes',
  );
  expect(await router.details(server.endpoint, question, signal)).toEqual([]);
  await Promise.all([stranger.close(), router.close(), server.close()]);
});
