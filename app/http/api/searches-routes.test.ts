import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeSettings } from '#core/tables/settings.ts';
import { type HttpFixture, httpFixture, post, readJson, searchAnswer } from '../testing/http-fixture.ts';

const PATH = '/v1/indexes/site.gov/searches';
const PAGE = 'https://site.gov/guide/page-';

const listed = z.array(z.object({ query: z.string(), asked: z.number(), clicks: z.number() }).loose());
const shown = z
  .object({
    analytics: z.boolean(),
    totals: z.object({ searches: z.number(), without_result: z.number(), clicks: z.number() }).loose(),
    days: z.array(z.object({ day: z.string(), searches: z.number() }).loose()),
    queries: listed,
    queries_without_result: listed,
    queries_with_few_clicks: listed,
    pages: z.array(z.object({ url: z.string(), clicks: z.number(), mean_position: z.number() })),
  })
  .loose();

/** An index in which every query finds 25 pages, but for those that begin with "no". @param times SITEPACK_QUERY_TIMES */
async function searched(times = '1'): Promise<HttpFixture> {
  const fixture = await httpFixture({ SITEPACK_QUERY_TIMES: times });
  await fixture.publish('site.gov', 1);
  fixture.answer = (request) => searchAnswer(request, request.query.startsWith('no') ? 0 : 25);
  return fixture;
}

async function ask(fixture: HttpFixture, query: string, times = 1, more = ''): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const path = `/v1/indexes/site.gov/search?q=${encodeURIComponent(query)}${more}`;
    expect((await fixture.app.request(path)).status).toBe(200);
  }
}

async function show(fixture: HttpFixture, parameters = '') {
  const response = await fixture.app.request(`${PATH}${parameters}`);
  expect(response.status).toBe(200);
  return readJson(response, shown);
}

const click = (fixture: HttpFixture, query: string, position: number, n = position) =>
  post(fixture.app, '/v1/indexes/site.gov/clicks', { query, url: `${PAGE}${n}`, position });

describe('how an index is searched', () => {
  it('is told with queries, those without a result, clicks and pages, at once', async () => {
    await using fixture = await searched();
    await ask(fixture, 'Opening hours', 12);
    await ask(fixture, 'tides', 11);
    await ask(fixture, 'nothing', 2);
    for (const position of [1, 3]) expect((await click(fixture, 'opening hours', position)).status).toBe(202);
    const { totals, days, ...lists } = await show(fixture, '?days=7');
    expect(totals).toMatchObject({ searches: 25, without_result: 2, clicks: 2 });
    expect(days.map(({ searches }) => searches)).toEqual([0, 0, 0, 0, 0, 0, 25]);
    expect(days.at(-1)?.day).toBe(new Date().toISOString().slice(0, 10));
    expect(lists.queries.map(({ query, asked, clicks }) => [query, asked, clicks])).toEqual([
      ['opening hours', 12, 2],
      ['tides', 11, 0],
      ['nothing', 2, 0],
    ]);
    expect(lists.queries[0]).toMatchObject({ mean_position: 2, days: 1 });
    expect(lists.queries_without_result.map(({ query }) => query)).toEqual(['nothing']);
    expect(lists.queries_with_few_clicks.map(({ query }) => query)).toEqual(['tides']);
    expect(lists.pages).toEqual([1, 3].map((n) => ({ url: `${PAGE}${n}`, clicks: 1, mean_position: n })));
  });

  it('is one search, and a corrected one, of a misspelled word on which somebody stays who typed it', async () => {
    await using fixture = await searched();
    fixture.answer = (request) =>
      searchAnswer(request, request.query.endsWith('*') ? 0 : 5, { corrected: 'harbour' });
    for (const path of ['/?index=site.gov&', '/v1/indexes/site.gov/search?'])
      for (const counted of ['', '&analytics=true'])
        expect((await fixture.app.request(`${path}q=harbuor&typing=true${counted}`)).status).toBe(200);
    const { totals, queries } = await show(fixture);
    expect(totals).toMatchObject({ searches: 2, without_result: 0, corrected: 2 });
    expect(queries).toMatchObject([{ query: 'harbuor', asked: 2, without_result: 0 }]);
  });

  it('is told of no days that are not kept, and of nothing by a name that is not known', async () => {
    await using fixture = await searched();
    expect((await show(fixture, '?days=366')).days).toHaveLength(90);
    for (const path of ['searches?dys=3', 'searches?days=3&days=4', 'searches.csv?limit=3'])
      expect((await fixture.app.request(`/v1/indexes/site.gov/${path}`)).status, path).toBe(400);
  });

  it('has no query that was asked by few, though it counts', async () => {
    await using fixture = await searched('3');
    await ask(fixture, 'ada lovelace', 50);
    expect(await show(fixture)).toMatchObject({ totals: { searches: 50 }, queries: [] });
    expect(await (await fixture.app.request(`${PATH}.csv`)).text()).not.toContain('ada');
  });

  it('counts neither further pages nor what is said to be no search', async () => {
    await using fixture = await searched();
    await ask(fixture, 'tides', 1, '&offset=10');
    await ask(fixture, 'tides', 1, '&analytics=false');
    expect((await show(fixture)).totals.searches).toBe(0);
  });

  it('counts searches of several indexes for each of them', async () => {
    await using fixture = await searched();
    expect((await fixture.app.request('/v1/search?index=site.gov,docs.site.gov&q=tides')).status).toBe(200);
    expect((await show(fixture)).queries).toMatchObject([{ query: 'tides', asked: 1 }]);
  });

  it('lists as many as are asked for', async () => {
    await using fixture = await searched();
    for (const query of ['a', 'b', 'c']) await ask(fixture, query);
    expect((await show(fixture, '?limit=2')).queries).toHaveLength(2);
  });

  it('is CSV for a spreadsheet, in which no query is a formula', async () => {
    await using fixture = await searched();
    await ask(fixture, '=1+1, "2"', 2);
    await click(fixture, '=1+1, "2"', 4);
    const response = await fixture.app.request(`${PATH}.csv`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe(
      `query,asked,without_result,clicks,mean_position,days,clicked\r\n"'=1+1, ""2""",2,0,1,4,1,${PAGE}4\r\n`,
    );
  });

  it('stays when it is set to be counted no more, and goes when it is deleted', async () => {
    await using fixture = await searched();
    await ask(fixture, 'tides');
    expect((await show(fixture)).totals.searches).toBe(1);
    const off = { search: { analytics: false } };
    await writeSettings(fixture.services.table, 'site.gov', off, { revision: 0, settings: {} });
    expect(await show(fixture)).toMatchObject({ analytics: false, totals: { searches: 1 } });
    expect((await fixture.app.request(PATH, { method: 'DELETE' })).status).toBe(200);
    expect(await show(fixture)).toMatchObject({ totals: { searches: 0 }, queries: [] });
  });

  it('is 404 of an index that is not there', async () => {
    await using fixture = await searched();
    expect((await fixture.app.request('/v1/indexes/elsewhere/searches')).status).toBe(404);
    expect((await fixture.app.request('/v1/indexes/elsewhere/searches.csv')).status).toBe(404);
  });
});

describe('a click', () => {
  it.each([
    ['no URL', { query: 'tides', position: 1 }],
    ['a place that none has', { query: 'tides', url: `${PAGE}1`, position: 1001 }],
    ['a place before the first', { query: 'tides', url: `${PAGE}1`, position: 0 }],
    ['a URL without end', { query: 'tides', url: 'x'.repeat(2049), position: 1 }],
  ])('with %s is refused', async (_, body) => {
    await using fixture = await searched();
    const response = await post(fixture.app, '/v1/indexes/site.gov/clicks', body);
    expect(await response.json()).toMatchObject({ status: 400, code: 'bad_field' });
  });

  it('is told without the key, and by JSON alone', async () => {
    await using fixture = await httpFixture({ SITEPACK_KEY: 'a-secret-of-16-characters' });
    expect((await click(fixture, 'tides', 1)).status).toBe(202);
    const body = JSON.stringify({ query: 'tides', url: `${PAGE}1`, position: 1 });
    const form = await fixture.app.request('/v1/indexes/site.gov/clicks', { method: 'POST', body });
    expect(await form.json()).toMatchObject({ code: 'wrong_content_type' });
    for (const method of ['GET', 'DELETE'])
      expect((await fixture.app.request(PATH, { method })).status, method).toBe(401);
  });

  it('on what was not given there is taken, and does not count', async () => {
    await using fixture = await searched();
    await ask(fixture, 'tides');
    expect((await click(fixture, 'tides', 1, 2)).status).toBe(202);
    expect((await click(fixture, 'other', 1)).status).toBe(202);
    expect((await show(fixture)).totals.clicks).toBe(0);
  });
});
