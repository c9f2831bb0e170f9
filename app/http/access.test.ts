import { describe, expect, it } from 'vitest';
import { httpFixture } from './testing/http-fixture.ts';

const KEY = 'a-secret-of-16-characters';
const NETWORK = { SITEPACK_HOST: '0.0.0.0', SITEPACK_KEY: KEY };

async function statusOf(
  env: Record<string, string>,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; asks: string | null }> {
  await using fixture = await httpFixture(env);
  const response = await fixture.app.request(path, init);
  return { status: response.status, asks: response.headers.get('www-authenticate') };
}

describe('a server with a key', () => {
  it.each(['/', '/healthz', '/v1/indexes/site.gov/search?q=x'])('lets everybody ask for %s', async (path) => {
    expect((await statusOf(NETWORK, path)).status).not.toBe(401);
  });

  it.each(['/v1/indexes', '/v1/indexes/site.gov', '/v1/crawls', '/v1/cluster', '/v1/nothing'])(
    'asks for the key at %s',
    async (path) => {
      expect(await statusOf(NETWORK, path)).toEqual({ status: 401, asks: expect.stringMatching(/^Basic /) });
      const headers = { authorization: `Bearer ${KEY}` };
      expect((await statusOf(NETWORK, path, { headers })).status).not.toBe(401);
    },
  );

  it('asks for it at changes, of open paths too', async () => {
    for (const [method, path] of [
      ['POST', '/v1/crawls'],
      ['DELETE', '/v1/indexes/site.gov'],
      ['POST', '/v1/indexes/site.gov/search'],
    ] as const)
      expect((await statusOf(NETWORK, path, { method })).status, path).toBe(401);
  });

  it('takes it as the password of a browser', async () => {
    const headers = { authorization: `Basic ${btoa(`admin:${KEY}`)}` };
    expect((await statusOf(NETWORK, '/v1/crawls', { headers })).status).toBe(200);
  });

  it('asks for it on the loopback address as well', async () => {
    expect((await statusOf({ SITEPACK_KEY: KEY }, '/v1/crawls')).status).toBe(401);
  });

  it('answers by whatever name it is asked on the network, for the key guards it', async () => {
    const headers = { host: 'search.internal' };
    expect((await statusOf(NETWORK, '/healthz', { headers })).status).toBe(200);
    expect((await statusOf({ SITEPACK_KEY: KEY }, '/healthz', { headers })).status).toBe(403);
  });
});

describe('a server on the network that was told its names', () => {
  const NAMED = {
    ...NETWORK,
    SITEPACK_ADVERTISE: 'one.sitepack.internal',
    SITEPACK_PUBLIC_HOSTS: 'search.site.gov',
  };
  const authorization = `Bearer ${KEY}`;

  it.each(['evil.example', 'search.site.gov.evil.example', '1.2.3.4.evil.example', '[evil.example]', '[]'])(
    'refuses a page that has rebound the name %s, though it knows the key',
    async (name) => {
      for (const host of [name, `${name}:8080`])
        expect((await statusOf(NAMED, '/v1/crawls', { headers: { host, authorization } })).status).toBe(403);
    },
  );

  it.each([
    'search.site.gov',
    'Search.Site.gov:443',
    'one.sitepack.internal:8080',
    'localhost:8080',
    '127.0.0.1:8080',
    '10.0.3.7:8080',
    '[::1]:8080',
    '[fd00::7]',
  ])('answers for %s', async (host) => {
    expect((await statusOf(NAMED, '/v1/crawls', { headers: { host, authorization } })).status).toBe(200);
    expect((await statusOf(NAMED, '/v1/crawls', { headers: { host } })).status).toBe(401);
  });

  it('answers the probes of a load balancer by any name, and nothing else', async () => {
    const headers = { host: 'probe.internal' };
    const codes = ['/healthz', '/readyz', '/', '/openapi.json'].map(
      async (path) => (await statusOf(NAMED, path, { headers })).status,
    );
    expect(await Promise.all(codes)).toEqual([200, 200, 403, 403]);
  });
});

it('a server without a key asks nobody for it', async () => {
  expect((await statusOf({}, '/v1/crawls')).status).toBe(200);
});
