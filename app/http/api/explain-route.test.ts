import { expect, it } from 'vitest';
import { explanationLines } from '#app/cli/explanation-lines.ts';
import { pageKey } from '#core/crawl/url.ts';
import { explanation } from '../openapi/explain-schemas.ts';
import { httpFixture, readJson, searchAnswer } from '../testing/http-fixture.ts';

const PAGE = 'https://site.gov/page/105';

it('tells the place of a page among the answers to a query', async () => {
  await using fixture = await httpFixture();
  await fixture.publish('site.gov', 1);
  fixture.answer = (request) => searchAnswer(request, 250);
  const { hits } = searchAnswer(
    { index: 'site.gov', query: 'word', limit: 1, offset: 120, signal: never },
    250,
  );
  const url = hits[0]?.id ?? '';
  const path = `/v1/explain?url=${encodeURIComponent(url)}&index=site.gov&q=word`;
  expect(await (await fixture.app.request(path)).json()).toMatchObject({
    url,
    indexes: [{ rank: { query: 'word', total: 250, position: 121, score: hits[0]?.score }, no_rank: null }],
  });
  expect(fixture.searches.map(({ offset }) => offset)).toEqual([0, 100]);
});

it('says when a page is not among the answers, and why there is no rank', async () => {
  await using fixture = await httpFixture();
  await fixture.publish('site.gov', 1);
  const path = `/v1/explain?url=${encodeURIComponent(PAGE)}&index=site.gov`;
  const missing = await (await fixture.app.request(`${path}&q=word`)).json();
  expect(missing).toMatchObject({ indexes: [{ rank: null, no_rank: expect.any(String) }] });
  fixture.answer = (request) => searchAnswer(request, 3);
  expect(await (await fixture.app.request(`${path}&q=word`)).json()).toMatchObject({
    indexes: [{ rank: { position: null, looked_at: 3, total: 3 } }],
  });
  expect(await (await fixture.app.request(path)).json()).toMatchObject({
    indexes: [{ rank: null, no_rank: null }],
  });
});

it('says of a place among the answers when not every shard has answered', async () => {
  await using fixture = await httpFixture();
  await fixture.publish('site.gov', 1);
  const path = `/v1/explain?url=${encodeURIComponent(PAGE)}&index=site.gov&q=word`;
  const rank = async (answered: number) => {
    // Of three pages of hits the second one lacks a shard.
    fixture.answer = (request) => {
      const shards = { total: 2, answered: request.offset === 100 ? answered : 2 };
      return searchAnswer(request, 250, { shards });
    };
    const { indexes } = await readJson(await fixture.app.request(path), explanation);
    return indexes.flatMap(explanationLines).find(([name]) => name === 'rank')?.[1];
  };
  expect(await rank(2)).toBe('not among the first 250 of 250 for "word"');
  expect(await rank(1)).toBe('not among the first 250 of 250 for "word"; only 1 of 2 shards answered');
});

it('tells what the row of a page says of packing, and that the live version was made by a rollback', async () => {
  await using fixture = await httpFixture();
  await fixture.publish('site.gov', 3, { reason: 'rollback to version 1' });
  const row = { pk: 'site.gov', sk: pageKey(PAGE), url: PAGE, origin: 'crawl', state: 'present' };
  const visits = { visit_for: '', visit_owner: '', visit_until_ms: 0, attempts: 1, failures: 0 };
  await fixture.services.table.put('pages', { ...row, ...visits });
  const response = await fixture.app.request(`/v1/explain?url=${encodeURIComponent(PAGE)}`);
  const { indexes } = await readJson(response, explanation);
  expect(indexes).toMatchObject([
    { packed_by_row: 'yes', live: { version: 3, reason: 'rollback to version 1' } },
  ]);
  const lines = indexes.flatMap(explanationLines).map((line) => line.join(': '));
  expect(lines).toContainEqual(expect.stringMatching(/^place: .* version 3 \(rollback to version 1\)/));
  expect(lines).toContainEqual(expect.stringMatching(/^packed: yes, by its row; .* a rollback/));
  expect(lines).toContain('answered: never');
});

it('tells how a crawl came to a page', async () => {
  const came = (seen: { parent: string; depth: number; known?: boolean }) => {
    const way = { known: false, outcome: null, attempts: 0, way: [], way_cut: false };
    const crawl = { crawl_id: 'made.1', state: 'done', seen: { ...way, ...seen } };
    const none = { page: null, live: null, aliases: null, rank: null, no_rank: null };
    const nothing = { ...none, packed_by_row: 'no' } as const;
    return explanationLines({ index: 'made', url: PAGE, ...nothing, crawl })[0]?.[1];
  };
  expect(came({ parent: '', depth: 0 })).toMatch('a start page');
  expect(came({ parent: 'https://site.gov/', depth: 3 })).toMatch('3 links from a start page');
  expect(came({ parent: 'https://site.gov/', depth: 1 })).toMatch(/: 1 link from a start page$/);
  expect(came({ parent: '', depth: 5, known: true })).toMatch(/\): known before; nothing led to it/);
  expect(came({ parent: 'https://site.gov/old', depth: 5, known: true })).toMatch(
    'a page points to it that was known before; nothing led to it',
  );
});

it('tells aliases where they are asked for', () => {
  const crawl = { crawl_id: 'made.1', state: 'done', seen: null };
  const nothing = { page: null, live: null, packed_by_row: 'no', rank: null, no_rank: null } as const;
  const lines = (aliases: { urls: string[]; more: boolean; all_looked_at: boolean } | null) =>
    explanationLines({ index: 'made', url: PAGE, ...nothing, crawl, aliases }).slice(1, -1);
  expect(lines(null)).toEqual([]);
  expect(lines({ urls: [], more: false, all_looked_at: true })).toEqual([['aliases', 'none']]);
  expect(lines({ urls: ['a', 'b'], more: true, all_looked_at: false })).toEqual([
    ['aliases', 'a'],
    ['', 'b'],
    ['', 'and others'],
    ['', 'not all URLs of the crawl were looked at'],
  ]);
});

it('refuses what is no page, and knows nothing of others', async () => {
  await using fixture = await httpFixture();
  const ask = async (url: string) => (await fixture.app.request(`/v1/explain?url=${url}`)).json();
  expect(await ask('site.gov')).toMatchObject({ code: 'bad_url' });
  expect(await ask('')).toMatchObject({ code: 'bad_parameter' });
  expect(await ask(`${PAGE}&aliases=some`)).toMatchObject({ code: 'bad_parameter' });
  expect(await ask('https://other.gov/')).toMatchObject({ known: false, elsewhere: [] });
});

const never = new AbortController().signal;
