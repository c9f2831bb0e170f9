import { type CheerioAPI, load } from 'cheerio';
import { expect, it } from 'vitest';
import { type HttpFixture, httpFixture, post, searchAnswer } from '../testing/http-fixture.ts';

const AT = '/admin/indexes/site.gov/searches';
const HOSTILE = '<script>alert(1)</script>';

async function page(fixture: HttpFixture, path = AT, status = 200): Promise<CheerioAPI> {
  const response = await fixture.app.request(path);
  expect(response.status).toBe(status);
  return load(await response.text());
}

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

async function searched(): Promise<HttpFixture> {
  const fixture = await httpFixture({ SITEPACK_QUERY_TIMES: '1' });
  await fixture.publish('site.gov', 1);
  fixture.answer = (request) => searchAnswer(request, request.query.startsWith('no') ? 0 : 25);
  return fixture;
}

it('shows searches by day, queries, and pages that were clicked', async () => {
  await using fixture = await searched();
  for (const query of ['tides', 'tides', 'nothing', HOSTILE])
    await fixture.app.request(`/v1/indexes/site.gov/search?q=${encodeURIComponent(query)}`);
  const url = 'https://site.gov/guide/page-2';
  await post(fixture.app, '/v1/indexes/site.gov/clicks', { query: 'tides', url, position: 2 });
  const $ = await page(fixture, `${AT}?days=7`);
  expect(words($('#searches .figures.answers').text())).toContain('Searches 4 Without a result 25 %');
  expect($('.days rect.searched')).toHaveLength(7);
  expect(words($('.days g:last-of-type title').text())).toMatch(
    /^\d{4}-\d{2}-\d{2}: 4 searches, 1 without a result$/,
  );
  const cells = $('#queries tr[data-key="tides"] td')
    .toArray()
    .map((cell) => words($(cell).text()));
  expect(cells).toEqual(['tides', '2', '0', '1', '2', url]);
  expect($('#queries tr[data-key="tides"] a').attr('href')).toBe('/?index=site.gov&q=tides&analytics=false');
  expect(
    $('#without tbody tr')
      .toArray()
      .map((row) => $(row).attr('data-key')),
  ).toEqual(['nothing']);
  expect($('#clicked tbody tr')).toHaveLength(1);
  expect($('main script')).toHaveLength(0);
  expect($('a[download]').attr('href')).toBe('/v1/indexes/site.gov/searches.csv?days=7');
  expect(
    $('header nav a[href^="#"]')
      .toArray()
      .every((each) => $($(each).attr('href') ?? '').length === 1),
  ).toBe(true);
});

it('of an index that nobody searched says so, and is a problem of one that is not there', async () => {
  await using fixture = await searched();
  const $ = await page(fixture);
  expect(words($('#queries').text())).toContain('There is none yet');
  expect(
    words((await page(fixture, '/admin/indexes/elsewhere/searches', 404))('[role="alert"]').text()),
  ).toContain('index_not_found');
  expect(words((await page(fixture, `${AT}?days=0`, 400))('[role="alert"]').text())).toContain(
    'bad_parameter',
  );
});

it('is led to by the index on the admin page', async () => {
  await using fixture = await searched();
  expect((await page(fixture, '/admin'))(`#indexes a[href="${AT}"]`)).toHaveLength(1);
});
