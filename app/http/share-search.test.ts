import { describe, expect, it } from 'vitest';
import { TooManySearches } from '#workers/orchestrator/search-errors.ts';
import { httpFixture, searchAnswer } from './testing/http-fixture.ts';

const SEARCH = '/v1/indexes/site.gov/search?q=tide';
const KEY = 'a-secret-of-16-characters';

/** What a browser is told when a page of a site asks. */
async function asked(
  env: Record<string, string>,
  origin: string,
  path = SEARCH,
  init: { method?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  await using fixture = await httpFixture(env);
  await fixture.publish('site.gov', 1);
  fixture.answer = (request) => searchAnswer(request, 1);
  return fixture.app.request(path, { ...init, headers: { ...init.headers, origin } });
}

async function allowed(origins: string, origin: string, path?: string): Promise<string | null> {
  const response = await asked({ SITEPACK_WIDGET_ORIGINS: origins }, origin, path);
  return response.headers.get('access-control-allow-origin');
}

describe('pages of other sites', () => {
  it('may read no search unless that is set', async () => {
    const response = await asked({}, 'https://site.gov');
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect((await asked({}, 'https://site.gov', SEARCH, { method: 'OPTIONS' })).status).toBe(405);
  });

  it.each([
    ['https://site.gov', 'https://site.gov', true],
    ['https://a.gov,https://site.gov', 'https://site.gov', true],
    ['https://site.gov:8443', 'https://site.gov:8443', true],
    ['https://*.site.gov', 'https://www.site.gov', true],
    ['https://*.site.gov', 'https://a.b.site.gov', true],
    ['https://site.gov', 'http://site.gov', false],
    ['https://site.gov', 'https://site.gov:8443', false],
    ['https://site.gov', 'https://site.gov.evil.org', false],
    ['https://*.site.gov', 'https://site.gov', false],
    ['https://*.site.gov', 'https://evilsite.gov', false],
    ['https://*.site.gov', 'http://www.site.gov', false],
    ['https://*.site.gov', 'https://evil.org/.site.gov/x', false],
    ['https://site.gov', 'null', false],
  ])('with %s set, one of %s may: %s', async (origins, origin, may) => {
    const response = await asked({ SITEPACK_WIDGET_ORIGINS: origins }, origin);
    expect(response.headers.get('access-control-allow-origin')).toBe(may ? origin : null);
    // What is kept for one site is not for another.
    expect(response.headers.get('vary')).toMatch(/\borigin\b/i);
  });

  it('of all sites may where that is set, and bring nothing along', async () => {
    const response = await asked({ SITEPACK_WIDGET_ORIGINS: '*' }, 'https://any.org');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('may read searches and suggestions, and nothing else', async () => {
    const paths = {
      [SEARCH]: '*',
      '/v1/search?index=site.gov&q=tide': '*',
      '/v1/indexes/site.gov/suggest?q=tide': '*',
      '/v1/indexes/site.gov': null,
      '/v1/indexes': null,
      '/v1/indexes/site.gov/settings': null,
      '/v1/crawls': null,
      '/v1/admin/state': null,
      '/?index=site.gov&q=tide': null,
      '/admin': null,
      '/metrics': null,
    };
    const found = await Promise.all(
      Object.keys(paths).map(async (path) => [path, await allowed('*', 'https://any.org', path)]),
    );
    expect(Object.fromEntries(found)).toEqual(paths);
  });

  it('are told by a preflight that they may GET, without the key, and not send one', async () => {
    const env = { SITEPACK_WIDGET_ORIGINS: '*', SITEPACK_HOST: '0.0.0.0', SITEPACK_KEY: KEY };
    const headers = {
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    };
    const response = await asked(env, 'https://any.org', SEARCH, { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
    expect((await asked(env, 'https://any.org', '/v1/crawls', { method: 'OPTIONS', headers })).status).toBe(
      401,
    );
  });

  it('can read why a search was refused, and when to ask again', async () => {
    await using fixture = await httpFixture({ SITEPACK_WIDGET_ORIGINS: 'https://site.gov' });
    fixture.answer = () => {
      throw new TooManySearches('it is asked too much');
    };
    const response = await fixture.app.request(SEARCH, { headers: { origin: 'https://site.gov' } });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('access-control-allow-origin')).toBe('https://site.gov');
    expect(response.headers.get('access-control-expose-headers')).toBe('retry-after');
  });

  it('get nothing by a name that this server does not go by', async () => {
    const host = { host: 'rebound.evil.org' };
    const response = await asked({ SITEPACK_WIDGET_ORIGINS: '*' }, 'https://any.org', SEARCH, {
      headers: host,
    });
    expect(response.status).toBe(403);
  });
});
