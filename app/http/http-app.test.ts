import { describe, expect, it } from 'vitest';
import { SendFailed } from '#ports/queue.ts';
import { httpFixture, post } from './testing/http-fixture.ts';

describe('the HTTP API', () => {
  it('answers errors as problem documents that say what to do', async () => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request('/v1/nothing');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'urn:sitepack:error:not_found',
      title: 'There is nothing here',
      status: 404,
      detail: 'there is nothing at /v1/nothing',
      code: 'not_found',
      action: expect.any(String),
    });
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '[::2]:80',
  ])('refuses a request for the host %s', async (host) => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request('/healthz', { headers: { host } });
    expect(await response.json()).toMatchObject({ status: 403, code: 'unknown_host' });
  });

  it.each(['localhost:8080', 'LOCALHOST', '127.0.0.1:1', '[::1]:8080', '127.0.0.2:99'])(
    'answers for the host %s',
    async (host) => {
      await using fixture = await httpFixture({ SITEPACK_HOST: '127.0.0.2' });
      expect((await fixture.app.request('/healthz', { headers: { host } })).status).toBe(200);
    },
  );

  it('answers for the names that a proxy in front passes on, once they are told', async () => {
    await using fixture = await httpFixture({ SITEPACK_PUBLIC_HOSTS: 'search.site.gov, Find.site.gov' });
    const status = async (host: string): Promise<number> =>
      (await fixture.app.request('/healthz', { headers: { host } })).status;
    expect([await status('search.site.gov'), await status('find.site.gov:443')]).toEqual([200, 200]);
    expect(await status('site.gov')).toBe(403);
  });

  it.each([undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'refuses a POST with the content type %s',
    async (type) => {
      await using fixture = await httpFixture();
      const headers = type === undefined ? {} : { 'content-type': type };
      const response = await fixture.app.request('/v1/crawls', {
        method: 'POST',
        headers,
        body: Buffer.from('{"url":"https://site.gov/"}'),
      });
      expect(await response.json()).toMatchObject({ status: 415, code: 'wrong_content_type' });
    },
  );

  it('refuses a body that is not JSON, and one above 256 KiB', async () => {
    await using fixture = await httpFixture();
    const send = async (body: string): Promise<unknown> => {
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(body.length),
      };
      return (await fixture.app.request('/v1/crawls', { method: 'POST', headers, body })).json();
    };
    expect(await send('{"url":')).toMatchObject({ status: 400, code: 'bad_json' });
    expect(await send(`{"url":"${'x'.repeat(262_144)}"}`)).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  it('names the methods that a path takes', async () => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request('/v1/crawls', { method: 'PUT' });
    expect(await response.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('allow')).toContain('POST');
  });

  it('hides the cause of a fault, and names the request that the log has it under', async () => {
    await using fixture = await httpFixture();
    fixture.answer = () => {
      throw new Error('secret');
    };
    const response = await fixture.app.request('/v1/indexes/site.gov/search?q=x');
    expect(await response.json()).toMatchObject({
      status: 500,
      code: 'internal',
      detail: expect.stringMatching(/^request [0-9a-z]{26} failed$/),
    });
  });

  it('says that a change was not accepted when the queue took no message', async () => {
    await using fixture = await httpFixture();
    for (const version of [1, 2]) await fixture.publish('site.gov', version);
    fixture.beforeSend = () =>
      Promise.reject(new SendFailed('sitepack-pack.fifo', [{ position: 0, reason: 'full' }]));
    const response = await post(fixture.app, '/v1/indexes/site.gov/rollback', {});
    expect(await response.json()).toMatchObject({ status: 503, code: 'not_accepted' });
  });

  it('is healthy while it answers, and ready when it has the role and has heard its searchers', async () => {
    await using fixture = await httpFixture();
    const status = async (path: string): Promise<number> => (await fixture.app.request(path)).status;
    fixture.cluster = { ...fixture.cluster, epoch: null, settled: false };
    expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
    fixture.cluster = { ...fixture.cluster, epoch: 3 };
    expect(await status('/readyz')).toBe(503);
    fixture.cluster = { ...fixture.cluster, settled: true };
    expect(await status('/readyz')).toBe(200);
  });

  it('tells by the row of the orchestrator on which tables it stands', async () => {
    await using fixture = await httpFixture();
    const ask = async (): Promise<unknown> => (await fixture.app.request('/v1/cluster')).json();
    expect(await ask()).toMatchObject({ orchestrator: null, searchers: [] });
    const row = { owner: 'me', sequence: 7, epoch: 2, endpoint: 'http://127.0.0.1:1' };
    await fixture.services.table.put('nodes', { pk: 'roles', sk: 'orchestrator', ...row });
    expect(await ask()).toMatchObject({
      orchestrator: { sequence: 7, epoch: 2, endpoint: 'http://127.0.0.1:1' },
    });
  });
});
