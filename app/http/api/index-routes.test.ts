import { describe, expect, it } from 'vitest';
import { writeSchedule } from '#core/tables/schedules.ts';
import { httpFixture, post } from '../testing/http-fixture.ts';

describe('GET /v1/indexes', () => {
  it('lists indexes by name, page by page', async () => {
    await using fixture = await httpFixture();
    for (const name of ['b.gov', 'a.gov', 'c.gov']) await fixture.publish(name, 1);
    const first = await (await fixture.app.request('/v1/indexes?limit=2')).json();
    expect(first).toMatchObject({ indexes: [{ index: 'a.gov' }, { index: 'b.gov' }], next: 'b.gov' });
    const second = await (await fixture.app.request('/v1/indexes?limit=2&after=b.gov')).json();
    expect(second).toMatchObject({ indexes: [{ index: 'c.gov', version: 1, documents: 10 }], next: null });
  });

  it('lists an index that is crawled for the first time, and none that was deleted', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('gone.gov', 1);
    await fixture.services.table.update(
      'heads',
      { pk: 'heads', sk: 'gone.gov' },
      { set: { deleted: true, manifest_key: '' } },
    );
    await post(fixture.app, '/v1/crawls', { url: 'https://new.gov/' });
    const body = await (await fixture.app.request('/v1/indexes')).json();
    expect(body).toMatchObject({
      indexes: [{ index: 'new.gov', version: 0, documents: 0, serving_version: null }],
    });
    expect((await fixture.app.request('/v1/indexes/gone.gov')).status).toBe(404);
  });
});

describe('an index', () => {
  it('tells its version, its size, and which version searches get', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 3, { documents: 1169 });
    fixture.cluster = {
      ...fixture.cluster,
      indexes: [{ index: 'site.gov', latest: 3, serving: 2, next: 3, shards: [] }],
    };
    const body = await (await fixture.app.request('/v1/indexes/site.gov')).json();
    expect(body).toMatchObject({
      index: 'site.gov',
      version: 3,
      serving_version: 2,
      documents: 1169,
      bytes: 4096,
    });
  });

  it('tells when its next crawl is due by its schedule', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    const next = async (): Promise<unknown> => (await fixture.app.request('/v1/indexes/site.gov')).json();
    expect(await next()).toMatchObject({ next_crawl_at_ms: null });
    await writeSchedule(fixture.services.table, 'site.gov', { schedule: '{}', next_ms: 5 }, undefined);
    expect(await next()).toMatchObject({ next_crawl_at_ms: 5 });
  });

  it('counts pending pages and the replicas that answer in its stats', async () => {
    await using fixture = await httpFixture();
    const { shards } = await fixture.publish('site.gov', 1);
    const pack = shards[0]?.pack.sha256 ?? '';
    await fixture.services.table.insertNew('pages', [
      { pk: 'site.gov', sk: 'a', mark: 'pending' },
      { pk: 'site.gov', sk: 'b' },
    ]);
    const replicas = [
      { searcher: 'one', state: 'active' as const },
      { searcher: 'two', state: 'backfilling' as const },
    ];
    const placed = [{ version: 1, shard: '0-of-1', pack, bytes: 4096, replicas }];
    fixture.cluster = {
      ...fixture.cluster,
      indexes: [{ index: 'site.gov', latest: 1, serving: 1, next: null, shards: placed }],
    };
    const body = await (await fixture.app.request('/v1/indexes/site.gov/stats')).json();
    expect(body).toMatchObject({
      pending: 1,
      compressed_bytes: 1024,
      packs: [{ documents: 10, active_replicas: 1 }],
    });
  });

  it('that does not exist is a problem with code index_not_found', async () => {
    await using fixture = await httpFixture();
    for (const path of ['', '/stats', '/manifests', '/search?q=x']) {
      const response = await fixture.app.request(`/v1/indexes/none.gov${path}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'index_not_found' });
    }
  });

  it('with an impossible name is a problem with code bad_index_name', async () => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request('/v1/indexes/No%20Name');
    expect(await response.json()).toMatchObject({ status: 400, code: 'bad_index_name' });
  });
});

describe('rolling back', () => {
  it('names the version before the live one in the message when the client names none', async () => {
    await using fixture = await httpFixture();
    for (const version of [1, 2, 3]) await fixture.publish('site.gov', version);
    const response = await post(fixture.app, '/v1/indexes/site.gov/rollback', {});
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ index: 'site.gov', version: 2 });
    expect(fixture.sent).toMatchObject([{ type: 'rollback', index: 'site.gov', version: 2 }]);
  });

  it('refuses a version that is not kept, and the live one, and says which are kept', async () => {
    await using fixture = await httpFixture();
    for (const version of [1, 2]) await fixture.publish('site.gov', version);
    for (const version of [2, 7]) {
      const response = await post(fixture.app, '/v1/indexes/site.gov/rollback', { version });
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({
        code: 'version_not_kept',
        detail: expect.stringContaining('kept are 1'),
      });
    }
    expect(fixture.sent).toEqual([]);
  });

  it('lists the versions that are kept', async () => {
    await using fixture = await httpFixture();
    for (const version of [1, 2]) await fixture.publish('site.gov', version, { reason: `crawl ${version}` });
    const body = await (await fixture.app.request('/v1/indexes/site.gov/manifests')).json();
    expect(body).toMatchObject({ live: 2, manifests: [{ version: 2 }, { version: 1, reason: 'crawl 1' }] });
  });
});

it('deleting an index sends delete_index and answers 202', async () => {
  await using fixture = await httpFixture();
  await fixture.publish('site.gov', 1);
  const response = await fixture.app.request('/v1/indexes/site.gov', { method: 'DELETE' });
  expect(response.status).toBe(202);
  expect(fixture.sent).toMatchObject([{ type: 'delete_index', index: 'site.gov' }]);
});
