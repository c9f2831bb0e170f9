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

it('a server without a key asks nobody for it', async () => {
  expect((await statusOf({}, '/v1/crawls')).status).toBe(200);
});
