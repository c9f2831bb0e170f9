import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cursorText } from '#workers/orchestrator/search-cursor.ts';
import {
  BadQuery,
  IndexNotReady,
  NoShardAnswered,
  TooManySearches,
  VersionChanged,
} from '#workers/orchestrator/search-errors.ts';
import { httpFixture, post, searchAnswer } from '../testing/http-fixture.ts';

describe('GET /v1/indexes/{index}/search', () => {
  it('passes the query on as it was typed, and answers what the router answers', async () => {
    await using fixture = await httpFixture();
    fixture.answer = (request) => searchAnswer(request, 3);
    const q = `"a OR b" NEAR( * -not site:x ) %00 '; DROP TABLE`;
    const response = await fixture.app.request(
      `/v1/indexes/site.gov/search?q=${encodeURIComponent(q)}&limit=2&offset=1`,
    );
    expect(response.status).toBe(200);
    expect(fixture.searches).toMatchObject([{ index: 'site.gov', query: q, limit: 2, offset: 1 }]);
    expect(await response.json()).toMatchObject({
      index: 'site.gov',
      query: q,
      total: 3,
      hits: [{ title: 'Page 2' }, { title: 'Page 3' }],
      shards: { total: 1, answered: 1 },
    });
  });

  it('reads filters, facets and what to sort by', async () => {
    await using fixture = await httpFixture();
    fixture.answer = (request) => searchAnswer(request, 1);
    const parameters = 'filter=type:pdf&filter=-site:old.gov&facets=type,fields.price&sort=fields.price:desc';
    const response = await fixture.app.request(`/v1/indexes/site.gov/search?${parameters}`);
    expect(response.status).toBe(200);
    expect(fixture.searches).toMatchObject([
      {
        query: '',
        filters: [
          { kind: 'facet', name: 'type', value: 'pdf', not: false },
          { kind: 'facet', name: 'site', value: 'old.gov', not: true },
        ],
        facets: ['type', 'fields.price'],
        sort: { by: 'fields.price', descending: true },
      },
    ]);
  });

  it('goes on where the page before ended, in its version alone', async () => {
    await using fixture = await httpFixture();
    const versions = [{ index: 'site.gov', version: 1 }];
    const asked = '/v1/indexes/site.gov/search?filter=type:pdf&filter=lang:en';
    fixture.answer = (request) => ({
      ...searchAnswer(request, 25),
      next: cursorText({ versions, offset: 10 }),
    });
    const first: unknown = await (await fixture.app.request(`${asked}&q=x`)).json();
    const { next } = z.object({ next: z.string() }).parse(first);
    const path = `/v1/indexes/site.gov/search?q=x&filter=lang:en&filter=type:pdf&limit=1&cursor=${next}`;
    for (const other of [
      'q=y',
      'q=x&sort=date',
      'q=x&collapse=text',
      'q=x&verbatim=true',
      'q=x&filter=type:html',
    ])
      expect(await (await fixture.app.request(`${asked}&${other}&cursor=${next}`)).json()).toMatchObject({
        status: 400,
        code: 'bad_parameter',
      });
    fixture.searches.length = 0;
    expect(await (await fixture.app.request(path)).json()).toMatchObject({ hits: [{ title: 'Page 11' }] });
    expect(fixture.searches).toMatchObject([{ versions, offset: 10 }]);
    fixture.answer = (request) => ({
      ...searchAnswer(request, 25),
      next: cursorText({ versions, offset: 990 }),
    });
    const last: unknown = await (await fixture.app.request(`${asked}&q=x`)).json();
    const end = z.object({ next: z.string() }).parse(last).next;
    expect(await (await fixture.app.request(`${asked}&q=x&limit=11&cursor=${end}`)).json()).toMatchObject({
      code: 'bad_parameter',
    });
    fixture.answer = ({ index }) => {
      throw new VersionChanged(index, 1, 2);
    };
    expect(await (await fixture.app.request(path)).json()).toMatchObject({
      status: 409,
      code: 'version_changed',
    });
  });

  it('searches several indexes at once', async () => {
    await using fixture = await httpFixture();
    fixture.answer = (request) => searchAnswer(request, 2);
    const response = await fixture.app.request('/v1/search?index=site.gov,docs.gov,site.gov&q=x&limit=5');
    expect(await response.json()).toMatchObject({
      indexes: [{ index: 'site.gov' }, { index: 'docs.gov' }],
      hits: [{ index: 'site.gov' }, {}],
    });
    expect(fixture.searches).toMatchObject([{ index: 'site.gov,docs.gov', query: 'x', limit: 5 }]);
    for (const [parameters, code] of [
      ['q=x', 'bad_parameter'],
      ['q=x&index=,', 'bad_parameter'],
      [`q=x&index=${Array.from({ length: 21 }, (_, n) => `i${n}`).join(',')}`, 'bad_parameter'],
      ['index=site.gov', 'empty_query'],
      ['q=x&index=No_Name', 'bad_index_name'],
    ]) {
      const refused = await fixture.app.request(`/v1/search?${parameters}`);
      expect(await refused.json()).toMatchObject({ status: 400, code });
    }
  });

  it('tells how long router and searcher took', async () => {
    await using fixture = await httpFixture();
    fixture.answer = (request) => searchAnswer(request, 1);
    const response = await fixture.app.request('/v1/indexes/site.gov/search?q=x');
    const timing = response.headers.get('server-timing') ?? '';
    expect(timing).toContain('router;dur=3.3');
    expect(timing).toContain('searcher;dur=1.5');
    expect(timing).toMatch(/total;dur=[\d.]+/);
  });

  it.each([
    ['', 'empty_query'],
    ['q=', 'empty_query'],
    ['q=%20%09', 'empty_query'],
    ['q=x&limit=101', 'bad_parameter'],
    ['q=x&limit=0', 'bad_parameter'],
    ['q=x&limit=ten', 'bad_parameter'],
    ['q=x&offset=-1', 'bad_parameter'],
    ['q=x&limit=10&offset=991', 'bad_parameter'],
    ['q=x&filter=colour:red', 'bad_parameter'],
    ['q=x&filter=after:christmas', 'bad_parameter'],
    ['q=x&filter=path:docs', 'bad_parameter'],
    [`q=x${'&filter=type:pdf'.repeat(33)}`, 'bad_parameter'],
    ['q=x&facets=site,path', 'bad_parameter'],
    [`q=x&facets=${Array.from({ length: 17 }, (_, n) => `fields.a${n}`).join(',')}`, 'bad_parameter'],
    ['q=x&sort=size', 'bad_parameter'],
    ['q=x&cursor=nonsense', 'bad_parameter'],
    [
      `q=x&cursor=${cursorText({ versions: [{ index: 'site.gov', version: 1 }], offset: 10 })}`,
      'bad_parameter',
    ],
    [
      `q=x&offset=3&cursor=${cursorText({ versions: [{ index: 'x', version: 1 }], offset: 10 })}`,
      'bad_parameter',
    ],
    ['q=x&lmit=2', 'bad_parameter'],
    ['q=x&q=y', 'bad_parameter'],
    ['q=x&index=y', 'bad_parameter'],
    [`q=x&filter=site:${'x'.repeat(1001)}`, 'bad_parameter'],
    [`filter=path:/${'ü'.repeat(400)}`, 'bad_parameter'],
    ['q=x&collapse=title', 'bad_parameter'],
    ['q=x&explain=yes', 'bad_parameter'],
    ['q=x&sort=date:up', 'bad_parameter'],
  ])('refuses "%s" with code %s, and asks no searcher', async (parameters, code) => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request(`/v1/indexes/site.gov/search?${parameters}`);
    expect(await response.json()).toMatchObject({ status: 400, code });
    expect(fixture.searches).toEqual([]);
  });

  it('says what is in the way of an index that is not up', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = ({ index }) => {
      throw new IndexNotReady(index, 'nothing is loaded');
    };
    const ask = async (): Promise<unknown> =>
      (await fixture.app.request('/v1/indexes/site.gov/search?q=x')).json();
    expect(await ask()).toMatchObject({ status: 503, code: 'index_not_ready' });
    const message = 'index site.gov shard 0-of-1: no searcher is registered';
    fixture.cluster = {
      ...fixture.cluster,
      issues: [{ code: 'no_searcher', index: 'site.gov', shard: '0-of-1', message, age_ms: 5 }],
    };
    expect(await ask()).toMatchObject({ detail: message });
  });

  it('names of several indexes the one that is not up', async () => {
    await using fixture = await httpFixture();
    for (const index of ['site.gov', 'docs.gov']) await fixture.publish(index, 1);
    fixture.answer = () => {
      throw new IndexNotReady('docs.gov', 'its settings cannot be read');
    };
    const of = (serving: number | null) => ({ latest: 4, serving, next: null, shards: [] });
    const ask = async (): Promise<unknown> =>
      (await fixture.app.request('/v1/search?index=site.gov&index=docs.gov&q=x')).json();
    for (const [serving, detail] of [
      [null, 'version 4 of "docs.gov" is being loaded'],
      [4, 'index "docs.gov" cannot be searched yet: its settings cannot be read; try again in some seconds'],
    ] as const) {
      const indexes = [
        { index: 'site.gov', ...of(4) },
        { index: 'docs.gov', ...of(serving) },
      ];
      fixture.cluster = { ...fixture.cluster, indexes };
      expect(await ask()).toMatchObject({ status: 503, code: 'index_not_ready', detail });
    }
  });

  it('asks who comes when too many search to come again', async () => {
    await using fixture = await httpFixture();
    fixture.answer = () => {
      throw new TooManySearches('all searchers of shard 0-of-1 have as many searches as they may');
    };
    const response = await fixture.app.request('/v1/indexes/site.gov/search?q=x');
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await response.json()).toMatchObject({ code: 'too_many_searches' });
  });

  it('says that the first version is not packed yet', async () => {
    await using fixture = await httpFixture();
    await post(fixture.app, '/v1/crawls', { url: 'https://site.gov/' });
    const response = await fixture.app.request('/v1/indexes/site.gov/search?q=x');
    expect(await response.json()).toMatchObject({
      status: 503,
      code: 'index_not_ready',
      detail: expect.stringContaining('published'),
    });
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it('gives the router its own codes', async () => {
    await using fixture = await httpFixture();
    fixture.answer = ({ index }) => {
      throw new NoShardAnswered(index, 2, 'timed out');
    };
    const ask = async (): Promise<unknown> =>
      (await fixture.app.request('/v1/indexes/site.gov/search?q=x')).json();
    expect(await ask()).toMatchObject({ status: 503, code: 'no_shard_answered' });
    fixture.answer = () => {
      throw new BadQuery('the query has 10001 characters');
    };
    expect(await ask()).toMatchObject({ status: 400, code: 'bad_query' });
  });
});
