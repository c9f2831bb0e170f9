import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { type HttpFixture, httpFixture, post, tell } from '../testing/http-fixture.ts';

const PATH = '/v1/indexes/site.gov/settings';

async function change(
  { app }: HttpFixture,
  method: 'PUT' | 'PATCH',
  body: unknown,
  revision?: number,
): Promise<{ status: number; body: unknown }> {
  const match = revision === undefined ? {} : { 'if-match': `"${revision}"` };
  const headers = { 'content-type': 'application/json', ...match };
  const response = await app.request(PATH, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

describe('the settings of an index', () => {
  it('are there before the index, are changed in parts, and replaced', async () => {
    await using fixture = await httpFixture();
    expect((await fixture.app.request(PATH)).status).toBe(404);
    const first = await change(fixture, 'PUT', { crawl: { max_depth: 3, max_pages: 10 } });
    expect(first.body).toEqual({
      index: 'site.gov',
      revision: 1,
      settings: { crawl: { max_depth: 3, max_pages: 10 } },
    });
    const second = await change(fixture, 'PATCH', { crawl: { max_depth: null, domains: ['www.site.gov'] } });
    expect(second.body).toMatchObject({
      revision: 2,
      settings: { crawl: { max_pages: 10, domains: ['www.site.gov'] } },
    });
    const shown = await fixture.app.request(PATH);
    expect(shown.headers.get('etag')).toBe('"2"');
    expect(await shown.json()).toEqual(second.body);
    expect((await change(fixture, 'PUT', {})).body).toMatchObject({ revision: 3, settings: {} });
  });

  it('of an index for which nothing is set are none', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    expect(await (await fixture.app.request(PATH)).json()).toEqual({
      index: 'site.gov',
      revision: 0,
      settings: {},
    });
  });

  it('hide their secrets, and keep those that are given back hidden', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const shown = await change(fixture, 'PUT', {
      request: { hosts: ['site.gov'], headers: { 'x-key': 'very secret' } },
    });
    expect(JSON.stringify(shown.body)).not.toContain('very secret');
    await change(fixture, 'PATCH', { request: { headers: { 'x-key': '********', 'x-more': 'a' } } });
    expect((await readSettings(table, 'site.gov')).settings.request?.headers).toEqual({
      'x-key': 'very secret',
      'x-more': 'a',
    });
    const unknown = await change(fixture, 'PATCH', { request: { headers: { 'x-other': '********' } } });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'bad_field' } });
  });

  it('do not have a hidden secret told to more than before', async () => {
    await using fixture = await httpFixture();
    await change(fixture, 'PUT', { request: { hosts: ['site.gov'], headers: { 'x-key': 'very secret' } } });
    const evil = { hosts: ['evil.org'], in_the_clear: true };
    const refused = await change(fixture, 'PATCH', { request: evil });
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_field' } });
    expect(JSON.stringify(refused.body)).toMatch(/evil\.org.*request\.headers\.x-key.*anew/);
    expect((await readSettings(fixture.services.table, 'site.gov')).revision).toBe(1);
    const anew = { ...evil, headers: { 'x-key': 'of my own' } };
    expect((await change(fixture, 'PATCH', { request: anew })).status).toBe(200);
  });

  it('are refused with the names of what is wrong, and stay as they were', async () => {
    await using fixture = await httpFixture();
    const refused = await change(fixture, 'PUT', { crawl: { max_depth: -1, max_deep: 1 } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_field' } });
    expect(JSON.stringify(refused.body)).toMatch(/crawl\.max_depth.*max_deep/);
    const headers = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`x-${n}`, 'a'.repeat(9000)]));
    const large = await change(fixture, 'PUT', {
      request: { hosts: ['site.gov'], headers },
      crawl: { exclude: Array.from({ length: 100 }, () => `/${'b'.repeat(400)}`) },
    });
    expect(JSON.stringify(large.body)).toContain('they may have 100000');
    expect(await readSettings(fixture.services.table, 'site.gov')).toMatchObject({ revision: 0 });
  });

  it('are changed only at the revision that the change is for, if it is for one', async () => {
    await using fixture = await httpFixture();
    await change(fixture, 'PUT', { crawl: { max_depth: 1 } });
    expect(await change(fixture, 'PUT', {}, 0)).toMatchObject({
      status: 412,
      body: { code: 'settings_changed' },
    });
    expect((await change(fixture, 'PUT', {}, 1)).status).toBe(200);
  });

  it('keep what another changed at the same moment', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const put = table.put.bind(table);
    table.put = async (...args) => {
      table.put = put;
      const before = await readSettings(table, 'site.gov');
      await writeSettings(table, 'site.gov', { crawl: { max_pages: 5 } }, before);
      return put(...args);
    };
    expect((await change(fixture, 'PATCH', { crawl: { max_depth: 1 } })).body).toMatchObject({
      revision: 2,
      settings: { crawl: { max_depth: 1, max_pages: 5 } },
    });
  });
});

describe('what editors set', () => {
  const PAGE = 'https://site.gov/a';

  it('is told of where it comes to nothing', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const visit = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
    const row = { url: PAGE, origin: 'crawl', state: 'present', ...visit };
    await table.put('pages', { pk: 'site.gov', sk: pageKey(PAGE), ...row });
    const pinned = [{ queries: ['hours'], urls: ['https://site.gov/nowhere', PAGE] }];
    const hidden = ['https://site.gov/never'];
    const { body } = await change(fixture, 'PATCH', { search: { pinned, hidden } });
    expect(body).toMatchObject({
      warnings: [
        'https://site.gov/nowhere is pinned, and is no page of "site.gov" so far',
        'https://site.gov/never is hidden, and is no page of "site.gov" so far',
      ],
    });
    // It was said once.
    const again = await change(fixture, 'PATCH', { search: { synonyms: ['tv, television'] } });
    expect(again.body).not.toHaveProperty('warnings');
    expect((await change(fixture, 'PATCH', { search: { hidden: null } })).body).not.toHaveProperty(
      'warnings',
    );
    const weighed = await change(fixture, 'PATCH', { search: { fields: { title: 9 } } });
    expect(weighed.body).toMatchObject({
      warnings: [expect.stringMatching(/search\.fields.*next full packing/)],
    });
    const as_before = await change(fixture, 'PATCH', { search: { fields: { title: 9, body: 1 } } });
    expect(as_before.body).not.toHaveProperty('warnings');
  });

  it('does not stand where it cannot be told what of it comes to nothing', async () => {
    await using fixture = await httpFixture();
    fixture.services.table.getMany = () => Promise.reject(new Error('the table is out of reach'));
    const failed = await change(fixture, 'PATCH', { search: { hidden: [PAGE] } });
    expect(failed.status).toBe(500);
    expect((await readSettings(fixture.services.table, 'site.gov')).revision).toBe(0);
  });

  it('is refused where it contradicts itself', async () => {
    await using fixture = await httpFixture();
    const search = { pinned: [{ queries: ['hours'], urls: [PAGE] }], hidden: [PAGE] };
    const refused = await change(fixture, 'PATCH', { search });
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_field' } });
    expect(JSON.stringify(refused.body)).toMatch(/search\.pinned\.0.*search\.hidden\.0/);
  });
});

describe('the history of settings', () => {
  const history = async ({ app }: HttpFixture, query = ''): Promise<unknown> =>
    (await app.request(`${PATH}/history${query}`)).json();

  it('tells who changed what for which reason, and nothing of what changed nothing', async () => {
    await using fixture = await httpFixture();
    expect((await fixture.app.request(`${PATH}/history`)).status).toBe(404);
    const before_ms = Date.now();
    await tell(fixture.app, 'PUT', `${PATH}?note=a%20beginning`, { crawl: { max_depth: 3, max_pages: 9 } });
    await change(fixture, 'PATCH', { crawl: { max_pages: 9 } });
    await change(fixture, 'PATCH', { crawl: { max_depth: null }, search: { synonyms: ['tv, television'] } });
    expect(await history(fixture)).toEqual({
      index: 'site.gov',
      revision: 2,
      history: [
        {
          revision: 2,
          changed_at_ms: expect.toSatisfy((at_ms: number) => at_ms >= before_ms && at_ms <= Date.now()),
          note: null,
          change: { crawl: { max_depth: null }, search: { synonyms: ['tv, television'] } },
        },
        {
          revision: 1,
          changed_at_ms: expect.any(Number),
          note: 'a beginning',
          change: { crawl: { max_depth: 3, max_pages: 9 } },
        },
      ],
    });
    expect(await history(fixture, '?limit=1')).toMatchObject({ history: [{ revision: 2 }] });
    const then = await fixture.app.request(`${PATH}?revision=1`);
    expect(await then.json()).toMatchObject({ revision: 1, settings: { crawl: { max_depth: 3 } } });
    const none = await fixture.app.request(`${PATH}?revision=9`);
    expect([none.status, await none.json()]).toMatchObject([404, { code: 'revision_not_kept' }]);
    const long = await tell(fixture.app, 'PATCH', `${PATH}?note=${'a'.repeat(501)}`, {});
    expect(await long.json()).toMatchObject({ code: 'bad_parameter' });
  });

  it('is not told of a change that a row has no room for', async () => {
    await using fixture = await httpFixture();
    const exclude = Array.from({ length: 90 }, (_, n) => `/${n}${'b'.repeat(400)}`);
    await change(fixture, 'PUT', { crawl: { exclude } });
    expect(await history(fixture)).toMatchObject({ history: [{ revision: 1, change: null }] });
  });

  it('is gone back in by a new revision', async () => {
    await using fixture = await httpFixture();
    await change(fixture, 'PUT', { crawl: { max_depth: 3 } });
    await change(fixture, 'PUT', { crawl: { max_pages: 5 } });
    const reverted = await post(fixture.app, `${PATH}/revert`, { revision: 1 });
    expect(reverted.headers.get('etag')).toBe('"3"');
    expect(await reverted.json()).toMatchObject({ revision: 3, settings: { crawl: { max_depth: 3 } } });
    expect(await history(fixture, '?limit=1')).toMatchObject({
      history: [{ note: 'as at revision 1', change: { crawl: { max_depth: 3, max_pages: null } } }],
    });
    const again = await post(fixture.app, `${PATH}/revert`, { revision: 1 });
    expect(await again.json()).toMatchObject({ revision: 3 });
    const never = await post(fixture.app, `${PATH}/revert`, { revision: 7 });
    expect(await never.json()).toMatchObject({ code: 'revision_not_kept' });
  });

  it('brings no secret back: one stays as it is by now, or is to be given anew', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const request = (key: string) => ({ request: { hosts: ['site.gov'], headers: { 'x-key': key } } });
    await change(fixture, 'PUT', { ...request('first secret'), crawl: { max_depth: 3 } });
    await change(fixture, 'PUT', request('second secret'));
    expect((await post(fixture.app, `${PATH}/revert`, { revision: 1 })).status).toBe(200);
    const { settings } = await readSettings(table, 'site.gov');
    expect(settings).toEqual({ ...request('second secret'), crawl: { max_depth: 3 } });
    await change(fixture, 'PATCH', { request: null });
    const refused = await post(fixture.app, `${PATH}/revert`, { revision: 1 });
    expect(refused.status).toBe(409);
    const problem = JSON.stringify(await refused.json());
    expect(problem).toMatch(
      /secrets_not_kept.*revision 1.*request\.headers\.x-key|request\.headers\.x-key.*secrets_not_kept/,
    );
    expect((await readSettings(table, 'site.gov')).revision).toBe(4);
    const told = JSON.stringify([
      await history(fixture),
      await (await fixture.app.request(`${PATH}?revision=2`)).json(),
    ]);
    expect(told).toContain('"x-key":"********"');
    expect(told).not.toContain('secret"');
  });

  it('does not have a secret told to hosts again that are told it no more', async () => {
    await using fixture = await httpFixture();
    const request = (hosts: string[]) => ({ request: { hosts, headers: { 'x-key': 'very secret' } } });
    await change(fixture, 'PUT', request(['site.gov', 'old.gov']));
    await change(fixture, 'PUT', request(['site.gov']));
    const refused = await post(fixture.app, `${PATH}/revert`, { revision: 1 });
    expect(await refused.json()).toMatchObject({ code: 'secrets_not_kept' });
  });
});
